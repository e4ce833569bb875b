using JitPortal.Identity;

namespace JitPortal.Api;

/// <summary>One's own sign-ins.</summary>
internal static class SessionsApi
{
    public static void MapSessions(this RouteGroupBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("Account");
        sessions
            .MapGet(
                "",
                async (ApiActor caller, OwnSessions own, string? after, int? limit, CancellationToken ct) =>
                    Respond.With(await own.ListAsync(caller.Actor, after, limit ?? 100, ct))
            )
            .WithSummary("One's own sign-ins that are not over, the newest first");
        sessions
            .MapDelete(
                "/{id}",
                async (ApiActor caller, OwnSessions own, string id, CancellationToken ct) =>
                    Respond.With(await own.EndAsync(caller.Actor, Guid.TryParse(id, out var session) ? session : Guid.Empty, ct))
            )
            .WithSummary("End one of them; its cookie and its live pages are dead at once");
    }
}
