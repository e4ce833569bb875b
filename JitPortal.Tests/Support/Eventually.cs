using System.Diagnostics;

namespace JitPortal.Tests.Support;

/// <summary>Waits for something that happens by itself, with a deadline instead of a guess.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, int seconds = 20) =>
        await TrueAsync(() => Task.FromResult(condition()), what, seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 20)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromSeconds(seconds); await Task.Delay(20))
            if (await condition())
                return;
        Assert.Fail($"Not within {seconds} s: {what}");
    }

    /// <summary>What <paramref name="read"/> gives once it gives something.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> read, string what, int seconds = 20)
        where T : class
    {
        T? found = null;
        await TrueAsync(async () => (found = await read()) is not null, what, seconds);
        return found!;
    }
}
