using JitPortal.Edge;
using JitPortal.Identity;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// NB. A browser sends its cookie along with a form on any other site. A verb that changes something therefore takes a cookie only when the
/// browser itself says that the call comes from the portal's own pages; a token is never sent by itself and needs no such proof.
/// </summary>
internal sealed class CookieCallersFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var safe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var token = http.User.HasClaim(c => c.Type == ActorClaims.TokenId);
        if (safe || token || SameOrigin.Is(http.Request))
            return await next(context);
        return Respond.Problem(
            Refusal.Forbidden(
                "cross-site",
                "Changing something from outside the portal's pages needs an API token in the Authorization header."
            )
        );
    }
}
