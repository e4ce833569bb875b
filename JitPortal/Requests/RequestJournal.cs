using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>Writes what happened to a request into the journal and tells the pages: one way for all movers.</summary>
internal static class RequestJournal
{
    /// <summary>The move, recorded as that fact; a refusal passes through.</summary>
    public static Outcome<RequestMoved> Recorded<T>(this Outcome<RequestMoved> moved, AccessRequest request, WriteScope scope, T fact)
        where T : IFact
    {
        if (moved.Ok)
            scope.Record(request, fact);
        return moved;
    }

    public static void Record<T>(this WriteScope scope, AccessRequest request, T fact)
        where T : IFact
    {
        scope.Record(Subjects.Request(request.Id), fact);
        scope.Publish(Topic.Requests, request.Id.ToString());
    }
}
