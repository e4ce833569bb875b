using System.CommandLine;
using JitPortal.CommandLine;

namespace JitPortal.Agent;

/// <summary>
/// The verbs that need no pages and no database: the hand on this machine's packet filter, a sensor, and the log-in by SSH. The portal's
/// own program has the same.
/// </summary>
internal static class AgentProgram
{
    public static async Task<int> Main(string[] args)
    {
        var root = new RootCommand("JitPortal.Agent: the part of the portal that stands on other machines.")
        {
            ApplierVerb.Create(),
            SensorVerb.Create(),
            SshVerb.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(e => e.Message))} Ask with --help.");
            return ExitCode.WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync(VerbFailure.OneLine(e));
            return ExitCode.Failed;
        }
    }
}
