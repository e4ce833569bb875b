using System.CommandLine;
using System.Net;
using System.Text.Json;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>sensor</c>: tries TCP connects that a portal elsewhere asks for, and does nothing else. Runs until it is stopped; keeps nothing.</summary>
internal static class SensorVerb
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Option<string?> Portal = new("--portal") { Description = "Address of the portal (or JITPORTAL_URL)." };
    private static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "File with the sensor's API token, scope sensor (or JITPORTAL_TOKEN_FILE).",
    };
    private static readonly Option<string> Name = new("--name")
    {
        Description = "The sensor's name in the portal's settings.",
        Required = true,
    };
    private static readonly Option<string[]> Allow = new("--allow")
    {
        Description = "Network that may be tried, whatever the portal asks; several times for several. Left out: any.",
        AllowMultipleArgumentsPerToken = false,
    };
    private static readonly Option<string?> From = new("--from")
    {
        Description = "Address of this machine to try from (left out: the system's choice).",
    };

    public static Command Create()
    {
        var command = new Command("sensor", "Try connects for a portal elsewhere, from here.") { Portal, TokenFile, Name, Allow, From };
        command.SetAction(
            async (parsed, ct) =>
            {
                var refusal = await RunAsync(parsed, ct);
                await Console.Error.WriteLineAsync(refusal.Sentence);
                return ExitCode.Failed;
            }
        );
        return command;
    }

    private static async Task<Refusal> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var ranges = new List<AddressRange>();
        foreach (var text in parsed.GetValue(Allow) ?? [])
        {
            if (!AddressRange.TryParse(text, out var range, out var problem))
                return Refusal.Invalid("allow", $"--allow: {problem}");
            ranges.Add(range);
        }

        IPAddress? from = null;
        if (parsed.GetValue(From) is { } named && !AddressText.TryParse(named, out from))
            return Refusal.Invalid("from", $"--from: “{named}” is not an IP address.");
        var opened = PortalClient.Open(parsed.GetValue(Portal), parsed.GetValue(TokenFile), Patience);
        if (!opened.Ok)
            return opened.Refusal;
        using var portal = opened.Value;
        using var connects = new ConnectOrders(ranges, from, TimeProvider.System);
        return await FollowAsync(portal, $"sensors/{Uri.EscapeDataString(parsed.GetRequiredValue(Name))}", connects, ct);
    }

    /// <summary>For ever: a portal that is away comes back.</summary>
    private static async Task<Refusal> FollowAsync(PortalClient portal, string calls, ConnectOrders connects, CancellationToken ct)
    {
        var (pause, said) = (TimeSpan.Zero, "");
        while (true)
        {
            var orders = await portal.GetAsync($"{calls}/orders", ct);
            if (!orders.Ok)
            {
                if (said != orders.Refusal.Sentence)
                    await Console.Error.WriteLineAsync(said = orders.Refusal.Sentence);
                pause =
                    pause == TimeSpan.Zero ? TimeSpan.FromSeconds(1)
                    : pause * 2 < LongestPause ? pause * 2
                    : LongestPause;
                await Task.Delay(pause, TimeProvider.System, ct);
                continue;
            }

            (pause, said) = (TimeSpan.Zero, "");
            foreach (var order in orders.Value.Deserialize<List<SensorOrder>>(JsonSerializerOptions.Web) ?? [])
                _ = AnswerAsync(portal, calls, connects, order, ct);
        }
    }

    private static async Task AnswerAsync(
        PortalClient portal,
        string calls,
        ConnectOrders connects,
        SensorOrder order,
        CancellationToken ct
    )
    {
        // What is late is refused there, and what is not allowed here is not answered: the portal then knows nothing, which is true.
        if (await connects.TryAsync(order, ct) is { } answer)
            await portal.PostAsync($"{calls}/answers", answer, ct);
    }
}
