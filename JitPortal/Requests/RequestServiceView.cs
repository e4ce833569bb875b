using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>A service of a request, as it was when it was asked for.</summary>
public sealed record RequestServiceView(long Id, string Address, int Port, string Protocol, string? Name, Sensitivity Sensitivity);
