using JitPortal.Shared;

namespace JitPortal.Enforcement.Probing;

/// <summary>What sensors and those who watch over them ask of the portal.</summary>
internal sealed class SensorCalls(IAuthority authority, SensorProbes probes)
{
    /// <summary>Scope of a sensor's token: it can do nothing else with it.</summary>
    public const string Scope = "sensor";

    private const string ReadScope = "grants:read";

    /// <summary>Waits for orders, up to half a minute; empty when there were none.</summary>
    public async Task<Outcome<IReadOnlyList<SensorOrder>>> OrdersAsync(Actor actor, string name, CancellationToken ct)
    {
        var queue = await OwnAsync(actor, name, ct);
        if (!queue.Ok)
            return queue.Refusal;
        return Outcome.From(await queue.Value.TakeAsync(actor.Source, SensorProbes.LongestWait, ct));
    }

    public async Task<Outcome<Unit>> AnswerAsync(Actor actor, string name, SensorAnswer answer, CancellationToken ct)
    {
        var queue = await OwnAsync(actor, name, ct);
        if (!queue.Ok)
            return queue.Refusal;
        return queue.Value.Answer(answer) ? Unit.Done : Refusal.NotFound("order-unknown", "Nobody waits for that answer any more.");
    }

    public async Task<Outcome<IReadOnlyList<SensorView>>> ListAsync(Actor actor, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Operator | Role.Auditor | Role.Admin, ReadScope, ct);
        return may.Ok ? Outcome.From(probes.View()) : may.Refusal;
    }

    /// <summary>NB. A sensor's word is evidence: only its own account's token speaks for it. The same answer for "no such" and "not yours".</summary>
    private async Task<Outcome<SensorQueue>> OwnAsync(Actor actor, string name, CancellationToken ct)
    {
        var may = await authority.RequireAsync(actor, Role.Any, Scope, ct);
        if (!may.Ok)
            return may.Refusal;
        return
            actor.Kind == ActorKind.Token
            && probes.Find(name) is { } queue
            && string.Equals(queue.Settings.Account, may.Value.Email, StringComparison.OrdinalIgnoreCase)
            ? queue
            : Refusal.NotFound(
                "sensor-unknown",
                "There is no sensor of that name for this token's account. Enforcement:Sensors names both."
            );
    }
}
