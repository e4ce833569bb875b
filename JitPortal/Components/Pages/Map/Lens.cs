namespace JitPortal.Components.Pages.Map;

/// <summary>What the cells of the map tell about their hosts.</summary>
public enum Lens
{
    Sensitivity,
    Change,
    Service,
    Grants,
    Coverage,
}
