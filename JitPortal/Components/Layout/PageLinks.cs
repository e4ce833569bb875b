using JitPortal.Shared;

namespace JitPortal.Components.Layout;

/// <summary>The pages that exist, in the order in which they are shown.</summary>
internal static class PageLinks
{
    public static IReadOnlyList<PageLink> All { get; } =
    [
        new("", "Map", "map", Role.Any, OnPhone: true),
        new("services", "Services", "list", Role.Any),
        new("access", "Access", "key", Role.Any, OnPhone: true),
        new("approvals", "Approvals", "inbox", Role.Approver, OnPhone: true),
        new("grants", "Grants", "timer", Role.Approver | Role.Operator | Role.Auditor | Role.Admin, OnPhone: true),
        new("scans", "Scans", "scan", Role.Operator | Role.Auditor | Role.Admin),
        new("policies", "Policies", "page", Role.Operator | Role.Auditor | Role.Admin),
        new("journal", "Journal", "book", Role.Operator | Role.Auditor | Role.Admin),
        new("settings/sensitivity", "Sensitivity rules", "shield", Role.Operator | Role.Auditor | Role.Admin, OnRail: false),
        new("settings/enforcement", "Enforcement points", "plug", Role.Operator | Role.Auditor | Role.Admin, OnRail: false),
        new("settings/sites", "Sites", "map", Role.Operator | Role.Auditor | Role.Admin, OnRail: false),
        new("people", "People", "people", Role.Admin, OnRail: false),
    ];
}
