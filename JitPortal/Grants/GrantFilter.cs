using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>Which grants, newest first.</summary>
/// <param name="State">Only these; empty = all.</param>
/// <param name="Mine">Only the asker's own.</param>
/// <param name="After">The <c>next</c> of the page before.</param>
/// <param name="Holder">Only this person's, by user id.</param>
/// <param name="Address">Only to services of this address.</param>
/// <param name="Site">Only to services of this site.</param>
/// <param name="Proved">Only those of which every door was proved, or only the others.</param>
public sealed record GrantFilter(
    IReadOnlyCollection<GrantState>? State = null,
    bool Mine = false,
    string? After = null,
    int Limit = 100,
    string? Holder = null,
    string? Address = null,
    string? Site = null,
    bool? Proved = null
);
