using Microsoft.Extensions.Options;

namespace JitPortal.Settings;

internal static class SettingsRegistration
{
    /// <summary>
    /// The section as <see cref="IOptions{T}"/>, read once. A key that means nothing, a value that cannot be read or is out of its range,
    /// and what the section's own rules refuse end the start, with every problem named (<see cref="StartSettings"/>). A verb of the
    /// command line meets them when it needs the section.
    /// </summary>
    public static WebApplicationBuilder AddSettings<T>(this WebApplicationBuilder builder)
        where T : class, ISettings, new()
    {
        builder
            .Services.AddOptions<T>()
            .Configure<IConfiguration>(
                (options, configuration) => SettingsReader.Fill(configuration.SectionOf<T>(), options, T.ReadElsewhere)
            )
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<T>, SettingsCheck<T>>().AddSingleton(new SettingsSection(T.Section, typeof(T)));
        return builder;
    }

    private sealed class SettingsCheck<T>(IConfiguration configuration) : IValidateOptions<T>
        where T : class, ISettings, new()
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            string[] problems =
            [
                .. SettingsReader
                    .Fill(configuration.SectionOf<T>(), new T(), T.ReadElsewhere)
                    .Concat(SettingsRanges.Problems(options, T.Section))
                    .Concat(options.Problems())
                    .Select(p => p.Sentence),
            ];
            return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }
    }
}

/// <summary>That a section is there, and what it is read into.</summary>
internal sealed record SettingsSection(string Name, Type Type);
