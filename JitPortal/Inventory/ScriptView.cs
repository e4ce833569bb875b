namespace JitPortal.Inventory;

/// <summary>Output of a script. NB. Written by the scanned host: text, never markup.</summary>
/// <param name="Cut">It was longer than what is kept.</param>
/// <param name="Port">Null for a script that looked at the host as a whole.</param>
public sealed record ScriptView(string Name, string Output, bool Cut, string? Port);
