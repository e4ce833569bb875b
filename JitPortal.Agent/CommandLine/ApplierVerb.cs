using System.CommandLine;
using System.Globalization;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary>
/// <c>applier</c>: a process with the right to filter packets, so that the portal needs none: it does what <see cref="NftOrder"/> can
/// say and nothing else. Needs CAP_NET_ADMIN and CAP_NET_RAW.
/// </summary>
internal static class ApplierVerb
{
    public static Command Create()
    {
        var socket = new Option<string>("--socket") { Description = "Path of the Unix socket to serve on.", Required = true };
        var user = new Option<string>("--allow-user")
        {
            Description = "The one user, by name or number, that is served: the portal's.",
            Required = true,
        };
        var rules = new Option<string>("--rules")
        {
            Description = $"File with the rules that protect (shipped: {NftablesSnippets.BootFile}).",
            DefaultValueFactory = _ => NftablesSnippets.BootFile,
        };
        var command = new Command("applier", "Serve the portal on this machine as its hand on the packet filter, until stopped.")
        {
            socket,
            user,
            rules,
        };
        command.SetAction(
            (parsed, ct) => RunAsync(parsed.GetRequiredValue(socket), parsed.GetRequiredValue(user), parsed.GetRequiredValue(rules), ct)
        );
        return command;
    }

    private static async Task<int> RunAsync(string socket, string user, string file, CancellationToken ct)
    {
        var (rules, number) = (RulesFile.Read(file), await NumberOfAsync(user, ct));
        if ((rules.Refusal ?? number.Refusal) is { } refusal)
            return await FailAsync(refusal.Sentence);
        var time = TimeProvider.System;
        await using var desk = new LocalApplier(
            new NftTools(null, time),
            RulesFile.PlacementOf(rules.Required()),
            () => RulesFile.Read(file),
            time
        );
        // Closed before anybody asks.
        var loaded = await desk.AskAsync("apply", "guard\n", ct);
        if (!loaded.Ok)
            return await FailAsync(loaded.Refusal.Sentence);
        await new ApplierServer(socket, number.Required(), desk, time).RunAsync(
            () => Console.Out.WriteLine($"Serving {user} on {socket}."),
            ct
        );
        return ExitCode.Done;
    }

    private static async Task<Outcome<uint>> NumberOfAsync(string user, CancellationToken ct)
    {
        if (uint.TryParse(user, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        // The system's own answer, which also knows users of a directory service.
        if (
            !user.StartsWith('-')
            && ChildProgram.Find("id") is { } id
            && await ChildProgram.RunAsync(id, ["-u", user], null, TimeSpan.FromSeconds(10), TimeProvider.System, ct)
                is { Succeeded: true, Output: var answer }
            && uint.TryParse(answer.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number)
        )
            return number;
        return Refusal.NotFound("user-unknown", $"This machine knows no user “{user}”.");
    }

    private static async Task<int> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return ExitCode.Failed;
    }
}
