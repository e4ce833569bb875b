namespace JitPortal.Enforcement;

/// <summary>Where enforcement points keep what must survive, each in a folder of its own kind and name; inside the portal's data folder.</summary>
public sealed record EnforcementFolder(string Path);
