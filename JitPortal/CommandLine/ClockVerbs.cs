using System.CommandLine;
using JitPortal.Grants;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>clock accept</c>: an operator's word that a clock which was set back is right. A running portal hears it within a second or two.</summary>
internal static class ClockVerbs
{
    public static Command Create(VerbHost host) => new("clock", "The clock that deadlines are held by.") { Accept(host) };

    private static Command Accept(VerbHost host)
    {
        var reason = new Option<string>("--reason") { Description = "Why it is right; the journal keeps it.", Required = true };
        var command = new Command(
            "accept",
            "Say that a clock which was set back is right now, so that the portal opens again. Access that was open is ended."
        )
        {
            reason,
        };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<ClockService>().AcceptAsync(Actor.CommandLine, parsed.GetValue(reason), c),
                    (clock, output) =>
                    {
                        output.Print(clock, $"The clock is accepted: {clock.System.UtcDateTime:u}. Access that was open is ended.");
                        return ExitCode.Done;
                    },
                    ct
                )
        );
        return command;
    }
}
