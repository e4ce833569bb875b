namespace JitPortal.Components.Pages.Map;

/// <summary>What the cells of the map tell about their hosts.</summary>
public enum Lens
{
    Sensitivity,
    Change,

    /// <summary>Only hosts to which somebody has access stand out.</summary>
    Paths,

    /// <summary>What kind of service each host has, or which hosts have one service.</summary>
    Service,
    Coverage,
}
