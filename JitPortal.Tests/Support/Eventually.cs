using System.Diagnostics;

namespace JitPortal.Tests.Support;

/// <summary>Waits for something that happens by itself, with a deadline instead of a guess.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, int seconds = 20) =>
        await TrueAsync(() => Task.FromResult(condition()), what, seconds);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 20)
    {
        var patience = TimeSpan.FromSeconds(seconds);
        try
        {
            // NB. A look that never answers must not hold up the whole run; one that began in time may be slow.
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < patience; await Task.Delay(20))
                if (await condition().WaitAsync(patience * 2))
                    return;
        }
        catch (TimeoutException)
        {
            Assert.Fail($"No answer within {2 * seconds} s when asked: {what}");
        }

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
