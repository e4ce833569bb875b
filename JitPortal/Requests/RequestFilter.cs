using JitPortal.Requests.Model;

namespace JitPortal.Requests;

/// <summary>Which requests, newest first.</summary>
/// <param name="State">Only these; empty = all.</param>
/// <param name="Mine">Only the asker's own.</param>
/// <param name="WaitingForMe">Only those that the asker may decide now.</param>
/// <param name="Service">Only those that name this service.</param>
/// <param name="After">The <c>next</c> of the page before.</param>
public sealed record RequestFilter(IReadOnlyCollection<RequestState>? State = null, bool Mine = false, bool WaitingForMe = false, long? Service = null, string? After = null, int Limit = 100);
