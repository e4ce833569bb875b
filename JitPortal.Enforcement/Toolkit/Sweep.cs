namespace JitPortal.Enforcement.Toolkit;

/// <summary>
/// Looks each second at what nobody tells, such as a deadline that has come. A look that takes longer is joined by no other; one that fails
/// goes into the log and is made again.
/// </summary>
internal sealed partial class Sweep : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly string _point;
    private readonly Func<Task> _look;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private int _looking;
    private volatile bool _ended;

    public Sweep(string point, TimeProvider time, ILogger log, Func<Task> look)
    {
        (_point, _log, _look) = (point, log, look);
        _timer = time.CreateTimer(_ => _ = LookAsync(), null, Every, Every);
    }

    /// <summary>No look begins any more; one that runs is not waited for.</summary>
    public ValueTask DisposeAsync()
    {
        _ended = true;
        return _timer.DisposeAsync();
    }

    private async Task LookAsync()
    {
        if (_ended || Interlocked.Exchange(ref _looking, 1) == 1)
            return;
        try
        {
            await _look();
        }
        catch (Exception e)
        {
            // What a look meets while the portal stops is no news.
            if (!_ended)
                Log.Failed(_log, e, _point);
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2019, LogLevel.Error, "The enforcement point {Point} could not look at what is due; it is tried again")]
        public static partial void Failed(ILogger log, Exception e, string point);
    }
}
