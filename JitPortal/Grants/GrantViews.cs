using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

internal static class GrantViews
{
    /// <summary>The record and what the enforcement point sees of it now.</summary>
    public static GrantView Of(
        Grant grant,
        GrantContext around,
        IReadOnlyList<ObservedDoor> observed,
        IReadOnlyList<DoorView> doors,
        EnforcementPoints points
    ) =>
        new(
            grant.Id,
            grant.State,
            grant.ClosingReason,
            grant.Deadline,
            grant.StartAt,
            grant.OpenedAt,
            grant.ClosingAt,
            grant.ClosedAt,
            string.Join(" + ", doors.Select(d => d.Point)),
            doors,
            grant.Lease,
            grant.Source,
            new GrantServiceView(grant.ServiceId, grant.Address, grant.Port, grant.Service.ProtocolName) { Site = grant.Site },
            ConnectSteps.Of(grant, around.HostNames.GetValueOrDefault(grant.ServiceId), around.InTls.Contains(grant.ServiceId), points),
            [
                .. observed
                    .SelectMany(d => d.Flows)
                    .Select(f => new ConnectionView(
                        f.Id,
                        f.Source.Address.ToString(),
                        f.OpenedAt,
                        f.BytesIn,
                        f.BytesOut,
                        f.RateIn,
                        f.RateOut
                    )),
            ],
            [.. grant.Proofs.Where(p => p.Kind != Proof.Bypass).OrderBy(p => p.At).Select(View)],
            grant.Proofs.Where(p => p.Kind == Proof.Bypass).OrderBy(p => p.At).Select(View).LastOrDefault(),
            grant.RequestId,
            grant.HolderId,
            grant.HolderEmail,
            around.HolderName(grant),
            grant.ServiceName,
            around.HostNames.GetValueOrDefault(grant.ServiceId),
            [.. around.Approvers[grant.RequestId]],
            grant.Sensitivity,
            grant.Duration,
            grant.Bypassable,
            [.. doors.SelectMany(d => d.Capabilities)],
            grant.Attempts,
            grant.NextAttemptAt,
            grant.LastError,
            grant.ClosedBy,
            grant.ClosingNote,
            observed.Select(d => d.BytesIn).Append(grant.BytesIn).Max(),
            observed.Select(d => d.BytesOut).Append(grant.BytesOut).Max(),
            grant.RevocationLatency,
            grant.CreatedAt
        );

    private static ProofView View(Proof proof) =>
        new(
            proof.Kind,
            proof.At,
            proof.After,
            proof.Result,
            proof.Vantage,
            proof.Holds,
            proof.Point,
            proof.Id,
            proof.EvidenceHash is not null,
            proof.Verdict
        );
}
