using JitPortal.Hosting;

namespace JitPortal.Grants;

/// <summary>Says that grants may have become due.</summary>
public sealed class GrantSignal : WakeSignal;
