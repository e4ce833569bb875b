using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>A kind of enforcement point that the settings can name: makes points from entries of <c>Enforcement:Points</c>.</summary>
internal interface IPointKind
{
    /// <summary>As written in <c>Kind</c>, such as <c>nftables</c>.</summary>
    string Kind { get; }

    /// <summary>The point, or every problem in its settings at once. Connects to nothing: a point that is away must not keep the portal from starting.</summary>
    /// <param name="name">Unique; policies and grants name the point so.</param>
    Outcome<IEnforcementPoint> Create(string name, IConfigurationSection settings);

    /// <summary>What an entry says beside its name and kind, or which of its keys mean nothing to this kind.</summary>
    protected static Outcome<T> Options<T>(IConfigurationSection settings)
        where T : class, new() => PointSettings.Read<T>(settings, "Name", "Kind", "Sites");
}
