using JitPortal.Requests;

namespace JitPortal.Components.Pages.Approvals;

/// <summary>One row of the queue.</summary>
/// <param name="ForMe">It was this person's to decide when it was first shown; that decides its group, also afterwards.</param>
public sealed record QueueRow(RequestView Request, bool ForMe);
