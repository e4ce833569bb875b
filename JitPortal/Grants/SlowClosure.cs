using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>One closed grant in the report of revocation latency.</summary>
/// <param name="Point">The enforcement point of its slowest door.</param>
/// <param name="Known">Whether that was measured or only bounded.</param>
/// <param name="SeenBy">Who measured it, or from where the look was that saw the refusal.</param>
/// <param name="NewLogInsOnly">No point of the grant ends live sessions.</param>
public sealed record SlowClosure(GrantId Grant, DateTimeOffset ClosedAt, string Point, TimeSpan Latency, EndKnown Known, string SeenBy, bool NewLogInsOnly);
