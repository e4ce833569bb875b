using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Grants;

/// <summary>Hands the holder of an open grant what its enforcement points want to see: a certificate, a password, a token. Shown once, kept nowhere.</summary>
public sealed class GrantCredentials(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    EnforcementPoints points
)
{
    /// <param name="pointName">Which of the grant's points; null = the only one that gives credentials.</param>
    public async Task<Outcome<IssuedCredential>> IssueAsync(
        Actor actor,
        GrantId id,
        string? pointName,
        CredentialRequest request,
        CancellationToken ct
    )
    {
        var may = await authority.RequireAsync(actor, Role.Any, GrantScopes.Write, ct);
        if (!may.Ok)
            return may.Refusal;
        Grant? grant;
        ConnectTarget? target = null;
        await using (var db = await contexts.CreateDbContextAsync(ct))
        {
            grant = await db.Grants.AsNoTracking().SingleOrDefaultAsync(g => g.Id == id, ct);
            if (grant is not null)
            {
                var around = await GrantContext.AroundAsync(db, [grant], ct);
                target = ConnectSteps.Target(
                    grant,
                    around.HostNames.GetValueOrDefault(grant.ServiceId),
                    around.InTls.Contains(grant.ServiceId),
                    points
                );
            }
        }

        if (grant is null || !GrantQueries.MaySee(may.Value, grant.HolderId))
            return GrantQueries.Unknown;
        if (!string.Equals(grant.HolderId, may.Value.UserId, StringComparison.Ordinal))
            return Refusal.Forbidden("not-your-grant", "Only its holder gets the credential of a grant.");
        if (grant.State != GrantState.Open)
            return Refusal.Conflict(
                "grant-not-open",
                $"The grant is {grant.State.ToString().ToLowerInvariant()}; there are credentials only while it is open."
            );
        var found = Issuer(grant, pointName);
        return found.Ok ? await IssueAsync(actor, grant, target, found.Value, request, ct) : found.Refusal;
    }

    private async Task<Outcome<IssuedCredential>> IssueAsync(
        Actor actor,
        Grant grant,
        ConnectTarget? target,
        IEnforcementPoint point,
        CredentialRequest request,
        CancellationToken ct
    )
    {
        if (target is not null)
            request = request with
            {
                Client = ConnectCommand.ClientOf(target),
                Account = target.LogIn?.Account,
                HostName = target.HostName,
            };
        var issued = await ((ICredentialIssuer)point).IssueAsync(grant.Id, request, ct);
        if (!issued.Ok)
            return issued;
        var credential = target is null ? issued.Value : ConnectSteps.With(issued.Value, target, request.PublicKey);
        // NB. Handed out only when it is written down: a credential that the journal does not know must not be in the world.
        var recorded = await write.RunAsync<Unit>(
            actor,
            (_, scope) =>
            {
                scope.Record(
                    Subjects.Grant(grant.Id),
                    new CredentialIssued(point.Name, credential.Kind, credential.UserName, credential.ExpiresAt, credential.Journal)
                );
                scope.Publish(Topic.Grants, grant.Id.ToString());
                return Task.FromResult<Outcome<Unit>>(Unit.Done);
            },
            ct
        );
        return recorded.Ok ? UntilTheGrantsEnd(grant, credential) : recorded.Refusal;
    }

    /// <summary>A lease is renewed, and with it what a secret opens; a certificate is what it is and has to be fetched anew.</summary>
    private static IssuedCredential UntilTheGrantsEnd(Grant grant, IssuedCredential issued) =>
        grant is { Lease: LeaseKind.DeadMan, Deadline: { } deadline } && issued.Certificate is null
            ? issued with
            {
                ExpiresAt = deadline,
            }
            : issued;

    private Outcome<IEnforcementPoint> Issuer(Grant grant, string? name)
    {
        var issuers = grant
            .Doors.OrderBy(d => d.Rank)
            .Select(d => points.Find(d.Point))
            .OfType<IEnforcementPoint>()
            .Where(p => p is ICredentialIssuer)
            .ToList();
        if (name is null && issuers.Count > 1)
            return Refusal.Invalid(
                "point-missing",
                $"Say for which enforcement point: {string.Join(" or ", issuers.Select(p => p.Name))}.",
                new Problem("point", "Say which.")
            );
        var chosen = name is null
            ? issuers.SingleOrDefault()
            : issuers.Find(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        return chosen is not null
            ? Outcome.From(chosen)
            : Refusal.NotFound(
                "no-credential",
                "No enforcement point of this grant gives a credential by that name; none is needed there."
            );
    }
}
