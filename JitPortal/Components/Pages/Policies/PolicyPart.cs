namespace JitPortal.Components.Pages.Policies;

/// <summary>What the page of policies shows.</summary>
public enum PolicyPart
{
    Rules,
    Edit,
    Try,
    History,
}
