using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>Reads an entry of <c>Enforcement:Points</c> as sections of the settings are read: no key may mean nothing.</summary>
internal static class PointSettings
{
    /// <param name="beside">Keys that the entry may hold besides, and that somebody else reads.</param>
    public static Outcome<T> Read<T>(IConfigurationSection section, params IReadOnlyList<string> beside)
        where T : class, new()
    {
        var options = new T();
        var problems = SettingsReader.Fill(section, options, beside);
        return problems.Count == 0
            ? options
            : Refusal.Invalid("point-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems);
    }
}
