using JitPortal.Identity;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>Who calls the API; endpoints take it as a parameter.</summary>
public sealed record ApiActor(Actor Actor)
{
    /// <summary>NB. Endpoints are reached by signed-in callers only; an actor that nobody is would be refused by every verb.</summary>
    public static ApiActor Of(HttpContext context) =>
        new(ActorClaims.ActorOf(context.User, context.Connection.RemoteIpAddress) ?? new Actor(ActorKind.Token, "", "nobody"));

    public static ValueTask<ApiActor?> BindAsync(HttpContext context) => ValueTask.FromResult<ApiActor?>(Of(context));
}
