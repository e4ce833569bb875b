namespace JitPortal.Components.Layout;

/// <summary>One line under the search field.</summary>
/// <param name="Href">Where it leads, relative to the base.</param>
/// <param name="IsAddress">Set in the mono face.</param>
internal sealed record Find(string Icon, string Title, string More, string Href, bool IsAddress = false);
