namespace JitPortal.Tests.Scanning;

/// <summary>Waits for a thing to become true: a deadline, never a sleep as proof.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, string what, int seconds = 30)
    {
        for (var deadline = TimeProvider.System.GetUtcNow().AddSeconds(seconds); !condition();)
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"Not within {seconds} s: {what}.");
            await Task.Delay(20);
        }
    }

    public static async Task<T> GetAsync<T>(Func<Task<T?>> read, string what, int seconds = 30)
        where T : class
    {
        for (var deadline = TimeProvider.System.GetUtcNow().AddSeconds(seconds); ;)
        {
            if (await read() is { } found)
                return found;
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"Not within {seconds} s: {what}.");
            await Task.Delay(20);
        }
    }
}
