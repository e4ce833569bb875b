namespace JitPortal.Settings;

internal static class SettingsPeek
{
    /// <summary>
    /// The section before there are services, for what decides which services there are. What cannot be read is as shipped in it; nothing
    /// is served with that, for the same problem ends the start.
    /// </summary>
    public static T Peek<T>(this IConfiguration configuration)
        where T : class, ISettings, new()
    {
        var options = new T();
        SettingsReader.Fill(configuration.SectionOf<T>(), options, T.ReadElsewhere);
        return options;
    }

    public static IConfigurationSection SectionOf<T>(this IConfiguration configuration)
        where T : ISettings => configuration.GetSection(T.Section);
}
