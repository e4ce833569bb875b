using System.Collections.Immutable;
using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>
/// Which requests a rule covers: every key that is given must hold, one value of a key is enough, an empty key says nothing.
/// NB. Sites, networks, ports and requester groups are certain: the first three are the very door that would open. All others are what a scan
/// saw or what was concluded from it, and a scanned host can lie; see <see cref="PolicyEvaluation"/> for what that means.
/// </summary>
public sealed record Match
{
    public static Match Everything { get; } = new();

    /// <summary>Whose addresses, see <see cref="SiteName"/>; empty = those of every site.</summary>
    public ImmutableArray<string> Sites { get; init; } = [];

    public ImmutableArray<AddressRange> Networks { get; init; } = [];

    public ImmutableArray<PortPattern> Ports { get; init; } = [];

    /// <summary>Groups of the requester; any of them, compared without case.</summary>
    public ImmutableArray<string> Groups { get; init; } = [];

    public ImmutableArray<NamePattern> Names { get; init; } = [];

    public ImmutableArray<NamePattern> Products { get; init; } = [];

    public ImmutableArray<NamePattern> Cpes { get; init; } = [];

    /// <summary>This sensitivity or worse.</summary>
    public Sensitivity? Sensitivity { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Groups that own the service.</summary>
    public ImmutableArray<string> Owners { get; init; } = [];

    /// <summary>A finding of this severity or worse.</summary>
    public Severity? Findings { get; init; }

    public bool UsesScanFacts =>
        !Names.IsEmpty
        || !Products.IsEmpty
        || !Cpes.IsEmpty
        || Sensitivity is not null
        || !Tags.IsEmpty
        || !Owners.IsEmpty
        || Findings is not null;
}
