namespace JitPortal.Enforcement.Toolkit;

/// <summary>One at a time: calls may come together, and each waits for its turn.</summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Disposing what it gives ends the turn.</summary>
    public async Task<Turn> TakeAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        return new Turn(_one);
    }

    public void Dispose() => _one.Dispose();

    /// <summary>A turn that was taken.</summary>
    public readonly record struct Turn : IDisposable
    {
        private readonly SemaphoreSlim _one;

        internal Turn(SemaphoreSlim one) => _one = one;

        public void Dispose() => _one.Release();
    }
}
