namespace JitPortal.Inventory.Model;

/// <summary>Output of one Nmap script.</summary>
/// <param name="Output">Text for people, capped by the reader.</param>
/// <param name="Length">Characters before the cap.</param>
/// <param name="Elements">The structured form, flattened in document order, capped by the reader.</param>
public sealed record ScriptRecord(string Id, string Output, int Length, IReadOnlyList<ScriptElement> Elements)
{
    public bool Cut => Length > Output.Length;
}
