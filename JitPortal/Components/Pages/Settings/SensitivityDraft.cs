using JitPortal.Inventory;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Settings;

/// <summary>What stands in the form of a sensitivity rule while it is edited; lists are texts with commas.</summary>
public sealed class SensitivityDraft
{
    public string Name { get; set; } = "";

    public string Ports { get; set; } = "";

    public string Names { get; set; } = "";

    public string Products { get; set; } = "";

    public string Cpes { get; set; } = "";

    public string Networks { get; set; } = "";

    /// <summary>Empty: the rule says nothing of the level.</summary>
    public string Level { get; set; } = "";

    public string Tags { get; set; } = "";

    public string Owner { get; set; } = "";

    public static SensitivityDraft Of(SensitivityRuleView rule) =>
        new()
        {
            Name = rule.Name,
            Ports = string.Join(", ", rule.Ports),
            Names = string.Join(", ", rule.Names),
            Products = string.Join(", ", rule.Products),
            Cpes = string.Join(", ", rule.Cpes),
            Networks = string.Join(", ", rule.Networks),
            Level = rule.Sensitivity?.ToString() ?? "",
            Tags = string.Join(", ", rule.Tags),
            Owner = rule.Owner ?? "",
        };

    public SensitivityRuleView ToRule() =>
        new(
            Name.Trim(),
            Entries(Ports),
            Entries(Names),
            Entries(Products),
            Entries(Cpes),
            Entries(Networks),
            Enum.TryParse<Sensitivity>(Level, out var level) ? level : null,
            Entries(Tags),
            Owner.Trim()
        );

    private static string[] Entries(string text) =>
        text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
