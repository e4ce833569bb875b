using System.CommandLine;
using JitPortal.CommandLine;

namespace JitPortal.Agent;

/// <summary>
/// The part of the portal that stands elsewhere: on a router or host as its hand on the packet filter, in a network as a sensor, on the
/// machine of whoever logs in by SSH. No pages, no database; the portal's own program has the same verbs.
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
