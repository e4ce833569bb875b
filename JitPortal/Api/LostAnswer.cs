using JitPortal.Grants;
using JitPortal.Requests;
using JitPortal.Scanning;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// Answers the repeat of a call that took effect in a portal that was ended before it had answered: with what the call made or changed, as
/// it is now, and the status of the first answer.
/// </summary>
internal static class LostAnswer
{
    /// <param name="changed">Subjects of the journal entries of that call, such as <c>request:ID</c>.</param>
    public static async Task<IResult> AgainAsync(HttpContext http, ApiActor caller, IReadOnlyList<string> changed)
    {
        var (services, ct) = (http.RequestServices, http.RequestAborted);
        // What the verb's own address is about: a yes to a request also makes a grant, and its answer is the request.
        var feature = http.Request.Path.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries).ElementAtOrDefault(2)?.TrimEnd('s');
        foreach (var subject in changed)
        {
            if (subject.Split(':', 2) is not [var kind, var id] || kind != feature || !Guid.TryParse(id, out var guid))
                continue;
            switch (kind)
            {
                case "request":
                    var request = await services.GetRequiredService<RequestQueries>().GetAsync(caller.Actor, new RequestId(guid), ct);
                    return IsNew(http, "requests") ? Respond.Created(request, r => $"/api/v1/requests/{r.Id}") : Respond.With(request);
                case "grant":
                    return Respond.With(await services.GetRequiredService<GrantQueries>().GetAsync(caller.Actor, new GrantId(guid), ct));
                case "scan":
                    var scan = await services.GetRequiredService<ScanService>().GetAsync(caller.Actor, new ScanId(guid), ct);
                    return IsNew(http, "scans") ? Respond.Accepted(scan, s => $"/api/v1/scans/{s.Id}") : Respond.With(scan);
            }
        }

        return Respond.Problem(
            Refusal.Conflict(
                "call-done",
                "The first call with this Idempotency-Key took effect, but its answer was lost when the portal ended. Read what it was to change, to see it."
            )
        );
    }

    private static bool IsNew(HttpContext http, string collection) =>
        http.Request.Path.Value?.EndsWith($"/{collection}", StringComparison.OrdinalIgnoreCase) == true;
}
