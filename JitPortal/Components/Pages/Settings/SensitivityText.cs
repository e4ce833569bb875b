using JitPortal.Inventory;

namespace JitPortal.Components.Pages.Settings;

/// <summary>Sensitivity rules in words.</summary>
internal static class SensitivityText
{
    /// <summary>Each condition of the rule; all must hold, and of each one entry is enough.</summary>
    public static IReadOnlyList<(string Kind, string Entries)> Conditions(SensitivityRuleView rule)
    {
        (string One, string Many, IReadOnlyList<string> Entries)[] all =
        [
            ("port", "ports", rule.Ports),
            ("name", "names", rule.Names),
            ("product", "products", rule.Products),
            ("CPE", "CPEs", rule.Cpes),
            ("network", "networks", rule.Networks),
        ];
        return [.. all.Where(c => c.Entries.Count > 0).Select(c => (c.Entries.Count == 1 ? c.One : c.Many, string.Join(", ", c.Entries)))];
    }

    public static string Deleting(SensitivityRuleView rule)
    {
        string?[] gone =
        [
            rule.Sensitivity is { } level ? $"are no longer {level}" : null,
            rule.Tags.Count > 0 ? $"lose the {(rule.Tags.Count == 1 ? "tag" : "tags")} {string.Join(", ", rule.Tags)}" : null,
            rule.Owner is { } owner ? $"no longer belong to {owner}" : null,
        ];
        return $"Without “{rule.Name}”, services that no other rule covers {string.Join(" and ", gone.Where(g => g is not null))}.";
    }

    public static string Saved(SensitivitySaved saved) =>
        saved.Reclassified switch
        {
            _ when !saved.Finished =>
                "Saved. The services are being classified anew in the background; until that is done the stricter level counts.",
            0 => "Saved. No known service is classified differently by it.",
            1 => "Saved. 1 service was classified anew.",
            var many => $"Saved. {many} services were classified anew.",
        };
}
