using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>Open doors: seeing them, being done with them, taking them away.</summary>
internal static class GrantsApi
{
    public static void MapGrants(this RouteGroupBuilder api)
    {
        var grants = api.MapGroup("/grants").WithTags("Grants");
        grants
            .MapGet(
                "",
                async (
                    ApiActor caller,
                    GrantQueries queries,
                    Choices<GrantState>? state,
                    bool? mine,
                    bool? proved,
                    string? after,
                    int? limit,
                    CancellationToken ct
                ) =>
                    Respond.With(
                        await queries.ListAsync(
                            caller.Actor,
                            new GrantFilter(state?.Values, mine ?? false, after, limit ?? 100, Proved: proved),
                            ct
                        )
                    )
            )
            .WithSummary("Grants that the caller may see, the newest first");
        grants
            .MapGet(
                "/{id:guid}",
                async (ApiActor caller, GrantQueries queries, GrantId id, CancellationToken ct) =>
                    Respond.With(await queries.GetAsync(caller.Actor, id, ct))
            )
            .WithSummary("One grant with its deadline, how to connect, live connections and proofs");
        grants
            .MapGet(
                "/{id:guid}/proofs/{proof:long}/evidence",
                async (ApiActor caller, GrantQueries queries, GrantId id, long proof, CancellationToken ct) =>
                    Respond.WithText(await queries.EvidenceAsync(caller.Actor, id, proof, ct), "application/xml")
            )
            .Produces<string>(contentType: "application/xml")
            .WithSummary("Nmap's own record of a proof, as XML");
        grants
            .MapPost(
                "/{id:guid}/release",
                async (ApiActor caller, GrantLedger ledger, GrantId id, CancellationToken ct) =>
                    Respond.With(await ledger.ReleaseAsync(caller.Actor, id, ct))
            )
            .WithMetadata(new CutsFirst())
            .WithSummary("The holder is done");
        grants
            .MapPost(
                "/{id:guid}/revoke",
                async (ApiActor caller, GrantLedger ledger, GrantId id, ReasonBody? revocation, CancellationToken ct) =>
                    Respond.With(await ledger.RevokeAsync(caller.Actor, id, revocation?.Reason ?? "", ct))
            )
            .WithMetadata(new CutsFirst())
            .WithSummary("Revoke it, with a reason");
        grants
            .MapPost(
                "/{id:guid}/credentials",
                async (
                    ApiActor caller,
                    GrantCredentials credentials,
                    HttpContext http,
                    GrantId id,
                    CredentialBody? body,
                    CancellationToken ct
                ) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    return Respond.With(
                        await credentials.IssueAsync(caller.Actor, id, body?.Point, new CredentialRequest(body?.PublicKey), ct)
                    );
                }
            )
            .WithMetadata(new NotRemembered())
            .WithSummary("The holder's certificate, password or token, shown this once");
        grants
            .MapDelete(
                "/{id:guid}/connections/{connection}",
                async (ApiActor caller, GrantLedger ledger, GrantId id, string connection, CancellationToken ct) =>
                    Respond.With(await ledger.KillConnectionAsync(caller.Actor, id, connection, ct))
            )
            .WithMetadata(new CutsFirst())
            .WithSummary("Cut one live connection");
    }
}
