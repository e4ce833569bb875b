using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Map;

public sealed partial class MapPage
{
    private const string Same = "\0same";

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
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(changes));
    }
}
