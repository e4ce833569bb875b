using JitPortal.Inventory.Model;

namespace JitPortal.Inventory.Ingest;

/// <summary>Output that takes the place of an earlier one of the same script.</summary>
internal readonly record struct PendingScript(Host Host, Service? Service, ScriptRecord Script);
