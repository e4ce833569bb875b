using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>Writes a request's move into the journal and tells the pages: one way for all movers.</summary>
internal static class RequestJournal
{
    /// <summary>The move, recorded; a refusal passes through.</summary>
    public static Outcome<RequestMoved> Recorded(this Outcome<RequestMoved> moved, AccessRequest request, WriteScope scope, object data)
    {
        if (!moved.Ok)
            return moved;
        scope.Record(RequestEvents.Of(moved.Value.Verb), RequestEvents.Subject(request.Id), data);
        scope.Publish(Topic.Requests, request.Id.ToString());
        return moved;
    }
}
