using System.Net;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Vantages;

/// <summary>What the applier's machine can try: a service as the person, and, for the control, a service from the machine itself.</summary>
internal sealed class ApplierProbe(INftApplier applier) : IVantage
{
    public string Name => "from the machine with the rules, as the person";

    /// <summary>These rules answer whom they refuse, so silence says more about the way than about the door.</summary>
    public bool SilenceCounts => false;

    public async Task<ConnectAnswer> TryAsync(IPAddress source, Endpoint service, CancellationToken ct) =>
        await AskAsync("probe", new ProbeOrder(source, service.Address, service.Port), ct) is { Ok: true, Value: var met }
            ? met
            : ConnectAnswer.NoVantage;

    /// <summary>Whether the service accepts the machine with the rules, which they do not stop.</summary>
    public async Task<bool> IsUpAsync(Endpoint service, CancellationToken ct) =>
        await AskAsync("reach", new ProbeOrder(null, service.Address, service.Port), ct) is { Ok: true, Value: ConnectAnswer.Accepted };

    /// <summary>Null when doors can be tried from there; else why not, as a sentence.</summary>
    public async Task<Refusal?> TroubleAsync(CancellationToken ct)
    {
        var answer = await applier.AskAsync("probe", "", ct);
        return answer.Ok ? null : answer.Refusal;
    }

    public static string Word(ConnectAnswer answer) =>
        answer switch
        {
            ConnectAnswer.Accepted => "accepted",
            ConnectAnswer.Refused => "refused",
            ConnectAnswer.Unreachable => "unreachable",
            _ => "silent",
        };

    private async Task<Outcome<ConnectAnswer>> AskAsync(string verb, ProbeOrder order, CancellationToken ct)
    {
        var answer = await applier.AskAsync(verb, $"{order}\n", ct);
        if (!answer.Ok)
            return answer.Refusal;
        return answer.Value.Trim() switch
        {
            "accepted" => ConnectAnswer.Accepted,
            "refused" => ConnectAnswer.Refused,
            "unreachable" => ConnectAnswer.Unreachable,
            "silent" => ConnectAnswer.NoAnswer,
            _ => Refusal.Unavailable("applier-probe", "The applier's answer to a probe is not understood."),
        };
    }
}
