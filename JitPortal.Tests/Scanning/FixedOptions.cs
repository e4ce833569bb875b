using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Scanning;

/// <summary>Settings that a test holds in its hand and may change.</summary>
internal sealed class FixedOptions<T>(T value) : IOptionsMonitor<T>
{
    public T CurrentValue { get; } = value;

    public T Get(string? name) => CurrentValue;

    public IDisposable? OnChange(Action<T, string?> listener) => null;
}
