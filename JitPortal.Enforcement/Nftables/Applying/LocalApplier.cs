using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Nftables.Cutting;
using JitPortal.Enforcement.Nftables.Vantages;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>
/// Does what the verbs say, on this machine, with the rights of this process: the applier itself, whether it sits in the portal or
/// behind a socket.
/// </summary>
/// <param name="rules">What protects: the table without elements. NB. Not the caller's to say.</param>
internal sealed class LocalApplier(NftTools tools, Placement placement, Func<Outcome<string>> rules, TimeProvider time) : INftApplier
{
    /// <summary>As many elements as a set holds.</summary>
    private const int MostLines = 300_000;

    /// <summary>Seconds after which a watch ends and is begun anew.</summary>
    private const string LongestWatch = "60";

    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(2);

    public const string Absent = "absent";

    private readonly IFlowCutter _cutter = placement == Placement.Host ? new SocketKill(tools) : new Nudge(tools, time);
    private readonly ProbeDevice _device = new(tools.NetworkNamespace, time);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>So that a flood of questions takes no more than a few sockets.</summary>
    private readonly SemaphoreSlim _some = new(8);

    public async Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct) =>
        verb switch
        {
            "list" => await ListAsync(ct),
            "apply" => await ApplyAsync(body, ct),
            "probe" => await ProbeAsync(body, ct),
            "reach" => await ReachAsync(body, ct),
            "check" => ApplierChecks.Write(await ApplierChecks.LookAsync(tools, placement, rules(), ct)),
            _ => Refusal.Invalid("applier-verb", "Say list, apply, probe, reach or check."),
        };

    public async Task WatchAsync(Action changed, CancellationToken ct)
    {
        // A portal that is killed can't end it, and it does not notice that nobody reads any more.
        using var monitor = ChildProgram.Find("nft") is { } nft
            ? tools.Start("timeout", ["-s", "KILL", LongestWatch, nft, "monitor"])
            : null;
        if (monitor is null)
            return;
        await using var end = ct.Register(() => monitor.Kill(entireProcessTree: true));
        _ = monitor.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await monitor.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            if (line.Contains(NftRules.Table, StringComparison.Ordinal))
                changed();
    }

    public async ValueTask DisposeAsync()
    {
        await _cutter.DisposeAsync();
        _one.Dispose();
        _some.Dispose();
    }

    private async Task<Outcome<string>> ProbeAsync(string body, CancellationToken ct)
    {
        if (body.Length == 0)
            return await _device.TroubleAsync(ct) is { } trouble ? trouble : "";
        if (!ProbeOrder.TryParse(body, asPerson: true, out var order))
            return Refusal.Invalid("applier-line", "The probe is not understood; say SRC DST tcp PORT with two addresses of one family.");
        return (await _device.TryAsync(order.Source!, order.Service, order.Port, ct)).Map(ApplierProbe.Word);
    }

    private async Task<Outcome<string>> ReachAsync(string body, CancellationToken ct)
    {
        if (!ProbeOrder.TryParse(body, asPerson: false, out var order))
            return Refusal.Invalid("applier-line", "The service to reach is not understood; say DST tcp PORT.");
        await _some.WaitAsync(ct);
        try
        {
            var target = new IPEndPoint(order.Service, order.Port);
            return ApplierProbe.Word((await ConnectProbe.TryAsync(target, null, Reach, time, ct, tools.NetworkNamespace)).Answer);
        }
        catch (IOException e)
        {
            return Refusal.Unavailable("applier-reach", e.Message);
        }
        finally
        {
            _some.Release();
        }
    }

    private async Task<Outcome<string>> ListAsync(CancellationToken ct)
    {
        var ran = await tools.RunAsync("nft", ["-j", "list", "table", "inet", "jitportal"], "", ct);
        if (!ran.Ok)
            return ran.Refusal;
        if (ran.Value.ExitCode == 0)
            return ran.Value.Output;
        return ran.Value.ExitCode == 1 && ran.Value.Error.Contains("No such file", StringComparison.Ordinal)
            ? Absent
            : Failed("list", ran.Value);
    }

    private async Task<Outcome<string>> ApplyAsync(string body, CancellationToken ct)
    {
        var orders = new List<NftOrder>();
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (orders.Count == MostLines || !NftOrder.TryParse(line, out var order))
                return Refusal.Invalid(
                    "applier-line",
                    string.Create(CultureInfo.InvariantCulture, $"Line {orders.Count + 1} is not understood; nothing was done.")
                );
            orders.Add(order);
        }

        await _one.WaitAsync(ct);
        try
        {
            Outcome<string> held = orders.OfType<NftOrder.Guard>().Any() ? rules() : "";
            if (!held.Ok)
                return held.Refusal;
            var script = NftScript.Of(orders, () => held.Value);
            if (script.Length > 0)
            {
                // NB. Not to be given up half-way: whether the kernel took it must be known.
                var ran = await tools.RunAsync("nft", ["-f", "-"], script, CancellationToken.None);
                if (!ran.Ok)
                    return ran.Refusal;
                if (ran.Value.ExitCode != 0)
                    return Failed("apply", ran.Value);
            }

            var cut = await _cutter.CutAsync([.. orders.OfType<NftOrder.Cut>().Select(c => c.Tuple)], ct);
            return string.Concat(cut.Select(c => string.Create(CultureInfo.InvariantCulture, $"{new NftOrder.Cut(c.Key)} {c.Value}\n")));
        }
        finally
        {
            _one.Release();
        }
    }

    private static Refusal Failed(string verb, ProgramResult result) =>
        Refusal.Unavailable(
            "nft-failed",
            result.ExitCode switch
            {
                139 or 134 =>
                    $"nft crashed at {verb}: most likely a newer nft made a set that this one cannot read. Use one version of nft on the machine.",
                _ when result.Error.Contains("Operation not permitted", StringComparison.Ordinal) =>
                    "nft may not touch the kernel's tables: it needs the capability CAP_NET_ADMIN.",
                _ => string.Create(
                    CultureInfo.InvariantCulture,
                    $"nft ended with {result.ExitCode} at {verb}: {Short(result.Error.Length > 0 ? result.Error : result.Output)}"
                ),
            }
        );

    /// <summary>On one line.</summary>
    private static string Short(string complaint)
    {
        var line = string.Join(
            ' ',
            complaint.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        return line.Length > 300 ? line[..300] : line;
    }
}
