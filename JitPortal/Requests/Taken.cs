using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>What became of a submission: a request, or a refusal that was journalled.</summary>
internal sealed record Taken(RequestId Id, Refusal? Refused);
