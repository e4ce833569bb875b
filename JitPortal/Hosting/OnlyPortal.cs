using JitPortal.Data;

namespace JitPortal.Hosting;

/// <summary>Keeps this portal the only one on its database, and ends it when another took its place: two must never hold doors.</summary>
internal sealed partial class OnlyPortal(
    SolePortal place,
    BackgroundLoops loops,
    TimeProvider time,
    IHostApplicationLifetime life,
    ILogger<OnlyPortal> log
) : BackgroundService
{
    /// <summary>How often the session that marks the place is asked whether it still lives.</summary>
    private static readonly TimeSpan Ask = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        place.Needed
            ? loops.RunAsync(
                "staying the only portal on the database",
                ct => place.KeepAsync(End, ct),
                ct => Task.Delay(Ask, time, ct),
                stoppingToken
            )
            : Task.CompletedTask;

    private void End(string sentence)
    {
        Log.Lost(log, sentence);
        Environment.ExitCode = CommandLine.ExitCode.Failed;
        life.StopApplication();
    }

    private static partial class Log
    {
        [LoggerMessage(1411, LogLevel.Critical, "{Sentence} This one closes all access and stops.")]
        public static partial void Lost(ILogger log, string sentence);
    }
}
