using System.Globalization;

namespace JitPortal.Lab.Services;

/// <summary>The time of day (as RFC 867 has it), then a line each second and an echo of what is typed, so that a person sees the moment in which the connection is cut.</summary>
internal static class Ticker
{
    public static LabTalk Ticking(TimeProvider clock) =>
        async (peer, ct) =>
        {
            var now = clock.GetUtcNow();
            await peer.SayAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{now.ToString("dd MMM yyyy", CultureInfo.InvariantCulture).ToUpperInvariant()} {now:HH:mm:ss} UTC\r\n"
                ),
                ct
            );
            await peer.SayAsync("A line each second until access is closed.\r\n", ct);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var echo = EchoAsync(peer, end);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
            try
            {
                for (var tick = 1; await timer.WaitForNextTickAsync(end.Token); tick++)
                    await peer.SayAsync(
                        string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():HH:mm:ss} UTC  tick {tick}\r\n"),
                        end.Token
                    );
            }
            finally
            {
                await end.CancelAsync();
                await echo;
            }
        };

    private static async Task EchoAsync(Stream peer, CancellationTokenSource end)
    {
        try
        {
            while (await peer.LineAsync(end.Token) is { } line)
                await peer.SayAsync($"you said: {line}\r\n", end.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The peer left; the ticking side ends for the same reason.
        }

        await end.CancelAsync();
    }
}
