namespace JitPortal.Enforcement.Model;

/// <summary>One thing to do to get connected, in its order.</summary>
/// <param name="Title">What it does, as a sentence.</param>
/// <param name="Command">Ready to paste; null when there is none.</param>
/// <param name="Point">The enforcement point whose credential is fetched in this step; null for other steps.</param>
public sealed record ConnectStep(string Title, string? Command, string? Point = null);
