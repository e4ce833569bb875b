namespace JitPortal.Hosting;

/// <summary>
/// Runs the portal's background work. The one place that decides what an unexpected exception there does: it is logged, readiness turns
/// red and names the work, and after a pause that grows from half a second to five it is tried again. No background work ever ends the
/// portal, for that would cut every live connection.
/// </summary>
public sealed partial class BackgroundLoops(BackgroundHealth health, TimeProvider time, ILogger<BackgroundLoops> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Does the work, waits, and so on until the stop. Work that failed is done again without that wait.</summary>
    /// <param name="name">For the log and for readiness: what it does, in words.</param>
    public async Task RunAsync(
        string name,
        Func<CancellationToken, Task> work,
        Func<CancellationToken, Task> wait,
        CancellationToken stopping
    )
    {
        health.Report(name, null);
        var pause = FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
                if (pause != FirstPause)
                    Log.GoesOn(log, name);
                pause = FirstPause;
                health.Report(name, null);
                await wait(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                health.Report(name, e);
                Say(e, name, again: pause != FirstPause);
                await PauseAsync(pause, stopping);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Does the work until it succeeds once, in the same way.</summary>
    public async Task OnceAsync(string name, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await RunAsync(name, work, _ => done.CancelAsync(), done.Token);
        health.Forget(name);
    }

    /// <summary>The whole exception once, then a line a try: an outage of an hour must not fill a disk.</summary>
    private void Say(Exception e, string name, bool again)
    {
        if (again)
            Log.FailedAgain(log, name, e.GetBaseException().GetType().Name);
        else
            Log.Failed(log, e, name);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(pause, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // The portal stops; the loop sees it too.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Error, "Background work failed: {Name}. It is tried again within seconds")]
        public static partial void Failed(ILogger log, Exception e, string name);

        [LoggerMessage(1402, LogLevel.Warning, "Background work still fails: {Name} ({Cause})")]
        public static partial void FailedAgain(ILogger log, string name, string cause);

        [LoggerMessage(1403, LogLevel.Information, "Background work goes on again: {Name}")]
        public static partial void GoesOn(ILogger log, string name);
    }
}
