namespace JitPortal.Components.Controls;

/// <summary>How one sentence of a verdict is marked.</summary>
public enum ConditionLook
{
    Met,
    Tightens,
    Refused,
    Unknown,
}
