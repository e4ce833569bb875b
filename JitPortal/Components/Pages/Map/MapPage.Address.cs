using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Map;

public sealed partial class MapPage
{
    private const string Same = "\0same";

    // What the canvas shows; its script keeps it in the address without a navigation.
    private (string At, string Sel) _rest;

    private void Rest((string At, string Sel) now) => _rest = now;

    /// <summary>Changes the address; what is not named stays.</summary>
    private void Go(string? q = Same, Lens? lens = null, string? host = Same, bool? table = null)
    {
        Dictionary<string, object?> changes = [];
        if (q != Same)
            changes["q"] = q;
        if (lens is { } chosen)
            changes["lens"] = chosen == Lens.Sensitivity ? null : chosen.ToString().ToLowerInvariant();
        if (host != Same)
            changes["host"] = host;
        if (table is { } asTable)
            changes["view"] = asTable ? "table" : null;
        changes["at"] = _rest.At.Length > 0 ? _rest.At : null;
        changes["sel"] = _rest.Sel.Length > 0 ? _rest.Sel : null;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(changes));
    }

    /// <summary>The lens of the address; what it was called before is still understood.</summary>
    private static Lens LensOf(string? name) =>
        string.Equals(name, "grants", StringComparison.OrdinalIgnoreCase) ? Lens.Paths
        : Enum.TryParse<Lens>(name, ignoreCase: true, out var lens) ? lens
        : Lens.Sensitivity;
}
