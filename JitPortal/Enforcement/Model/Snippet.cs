namespace JitPortal.Enforcement.Model;

/// <summary>Text that an operator copies to set a point up.</summary>
/// <param name="Where">The file or machine it belongs to.</param>
public sealed record Snippet(string Title, string Where, string Text);
