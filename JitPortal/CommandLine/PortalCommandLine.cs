using System.CommandLine;
using JitPortal.Lab;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace JitPortal.CommandLine;

/// <summary>
/// <c>JitPortal [verb] [options]</c>: no verb starts the portal. Exit codes: 0 done, 1 failed (one sentence on stderr), 2 wrong use,
/// 3 a check did not hold.
/// </summary>
internal static class PortalCommandLine
{
    /// <param name="compose">Puts the whole portal together; verbs use its services without starting it.</param>
    /// <param name="serve">Serves it until it is stopped.</param>
    public static async Task<int> RunAsync(
        string[] args,
        Func<WebApplicationBuilder, WebApplication> compose,
        Func<WebApplication, Task<int>> serve
    )
    {
        var host = new VerbHost(compose);
        var root = Verbs(host);
        root.SetAction(
            async (parsed, _) =>
            {
                var builder = host.Builder(parsed);
                if (LabGate.Problem(builder.Configuration) is { } problem)
                {
                    await Console.Error.WriteLineAsync(problem);
                    return ExitCode.WrongUse;
                }

                return await serve(compose(builder));
            }
        );
        return await RunAsync(root.Parse(args));
    }

    /// <summary>Everything that can be typed behind the program's name.</summary>
    internal static RootCommand Verbs(VerbHost host)
    {
        var root = new RootCommand("JitPortal: just-in-time access to what a scan found. Without a verb the portal starts.")
        {
            // One line for each feature that has verbs.
            UserVerbs.Create(host),
            TokenVerbs.Create(host),
            PolicyVerbs.Create(host),
            JournalVerbs.Create(host),
            ClockVerbs.Create(host),
            BackupVerbs.Backup(host),
            BackupVerbs.Restore(host),
            ScanVerbs.Create(host),
            SiteVerbs.Create(host),
            HealthVerb.Create(),
            ApplierVerb.Create(),
            SshAuthorityVerbs.Create(host),
            SshVerb.Create(),
            SensorVerb.Create(),
        };
        foreach (var option in CommonOptions.All)
            root.Options.Add(option);
        // Settings may be given as --Section:Key=value, as everywhere in ASP.NET Core.
        root.TreatUnmatchedTokensAsErrors = false;
        return root;
    }

    /// <summary>What is wrong with the way it was called; empty = nothing.</summary>
    internal static IReadOnlyList<string> Problems(ParseResult parsed) =>
        [
            .. parsed
                .Errors.Select(e => e.Message)
                .Concat(parsed.UnmatchedTokens.Where(t => !CommonOptions.IsSetting(t)).Select(t => $"\"{t}\" is not understood."))
                .Distinct(StringComparer.Ordinal),
        ];

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var wrong = Problems(parsed);
        if (wrong.Count > 0)
        {
            await Console.Error.WriteLineAsync($"{string.Join(' ', wrong)} Ask with --help.");
            return ExitCode.WrongUse;
        }

        try
        {
            // The portal itself listens for signals; a second listener would end it before its sessions are closed.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{VerbFailure.OneLine(e)} Stop what listens there, or choose another address with --urls.");
            return ExitCode.Failed;
        }
        catch (OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', e.Failures));
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync(VerbFailure.OneLine(e));
            if (Environment.GetEnvironmentVariable("JITPORTAL_TRACE") is { Length: > 0 })
                await Console.Error.WriteLineAsync(e.ToString());
            return ExitCode.Failed;
        }
    }
}
