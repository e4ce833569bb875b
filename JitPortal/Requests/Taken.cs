using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>What became of a submission: a request, or a refusal that was journalled.</summary>
/// <param name="Existing">What the person had or waited for already, of what they asked for.</param>
internal sealed record Taken(RequestId Id, Refusal? Refused, IReadOnlyList<ExistingAccess> Existing);
