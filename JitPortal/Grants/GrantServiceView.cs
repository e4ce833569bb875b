namespace JitPortal.Grants;

/// <summary>The service a grant leads to.</summary>
public sealed record GrantServiceView(long Id, string Address, int Port, string Protocol);
