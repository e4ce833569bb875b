using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// Lists take <c>limit</c>, a number from 1 up. A list gives fewer when it is more than the list's own most; less than 1 is a mistake.
/// </summary>
internal sealed class LimitFilter : IEndpointFilter
{
    private const string Sentence = "“limit” is the number of items to answer, from 1 up.";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        int.TryParse(context.HttpContext.Request.Query["limit"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
        && limit < 1
            ? Respond.Problem(Refusal.Invalid("limit", Sentence, new Problem("limit", Sentence)))
            : await next(context);
}
