using Microsoft.AspNetCore.Routing.Template;

namespace JitPortal.Edge;

/// <summary>
/// Which methods an address of the API takes. The router alone cannot say it: files and pages have catch-all routes for GET, so every
/// unknown address would seem to take that.
/// </summary>
internal sealed class ApiCalls(EndpointDataSource endpoints, ParameterPolicyFactory policies)
{
    /// <summary>Answers a call that met no verb: the method is another one, the body's type is, or there is no such call.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (status != StatusCodes.Status405MethodNotAllowed)
            return ApiAnswers.WriteAsync(context, status);
        var methods = MethodsOf(context);
        if (methods.Count == 0)
        {
            context.Response.Headers.Remove("Allow");
            return ApiAnswers.WriteAsync(context, StatusCodes.Status404NotFound);
        }

        context.Response.Headers.Allow = string.Join(", ", methods);
        return ApiAnswers.WriteAsync(context, status);
    }

    private List<string> MethodsOf(HttpContext context) =>
        [
            .. endpoints
                .Endpoints.OfType<RouteEndpoint>()
                .Where(e =>
                    e.RoutePattern.RawText?.TrimStart('/').StartsWith("api/v1/", StringComparison.OrdinalIgnoreCase) == true
                    && Matches(e, context)
                )
                .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .SelectMany(m => HttpMethods.IsGet(m) ? [m, HttpMethods.Head] : new[] { m })
                .Distinct()
                .Order(),
        ];

    private bool Matches(RouteEndpoint endpoint, HttpContext context)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []).TryMatch(context.Request.Path, values)
            && endpoint.RoutePattern.Parameters.All(p =>
                p.ParameterPolicies.All(reference =>
                    policies.Create(p, reference) is not IRouteConstraint constraint
                    || constraint.Match(context, null, p.Name, values, RouteDirection.IncomingRequest)
                )
            );
    }
}
