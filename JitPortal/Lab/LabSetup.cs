using System.Globalization;
using JitPortal.Scanning;
using JitPortal.Settings;

namespace JitPortal.Lab;

internal static class LabSetup
{
    /// <summary>
    /// With <c>--lab</c>: the demo network and its people, and settings that go with them (a data folder of its own unless one was named,
    /// its ranges in the scan allow-list, the names of its networks, host names of this computer only). Comes first, because others read those settings.
    /// </summary>
    public static WebApplicationBuilder AddLab(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<LabOptions>().Configuration.Peek<LabOptions>();
        if (!options.Enabled)
            return builder;
        builder.Configuration.AddInMemoryCollection(Settings(builder.Configuration, options));
        builder.Services.AddScoped<LabSignIn>();
        builder.Services.AddSingleton<LabServer>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LabServer>());
        builder.Services.AddHostedService<LabPeople>();
        builder.Services.AddHostedService<LabAnnouncement>();
        return builder;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(ConfigurationManager settings, LabOptions options)
    {
        if (settings["Data"] is null)
            yield return new("Data", Path.Combine(AppContext.BaseDirectory, "data", "lab"));

        // NB. A page elsewhere could otherwise point its own name at this computer and press the log-in buttons itself.
        yield return new("AllowedHosts", "localhost;127.0.0.1;[::1]");

        // A group is a network: the map fills one network at a time.
        yield return new("Scanning:HostGroup", "32");

        // Behind those that somebody set, also where they are one text with commas.
        var allowed = 0;
        yield return new("Scanning:AllowedRanges", "");
        foreach (var range in settings.Peek<ScanningOptions>().AllowedRanges)
            yield return new(Key($"Scanning:AllowedRanges:{allowed++}"), range);
        var named = settings.GetSection("Inventory:Networks").GetChildren().Count();
        foreach (var network in LabMap.Networks(TimeProvider.System))
        {
            yield return new(Key($"Scanning:AllowedRanges:{allowed++}"), options.RangeOf(network).ToString());
            yield return new(Key($"Inventory:Networks:{named}:Network"), $"{options.AddressOf(network, 0)}/24");
            yield return new(Key($"Inventory:Networks:{named++}:Name"), network.Name);
        }

        static string Key(FormattableString key) => key.ToString(CultureInfo.InvariantCulture);
    }
}
