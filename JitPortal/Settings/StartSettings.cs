using JitPortal.Shared;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Options;

namespace JitPortal.Settings;

/// <summary>Everything that is wrong with the settings, told at once: told one by one, each mistake would cost a start.</summary>
internal sealed class StartSettings(
    IEnumerable<IStartupValidator> validators,
    IEnumerable<ISettingsCheck> checks,
    IEnumerable<SettingsSection> sections,
    IConfiguration configuration
)
{
    /// <summary>A sentence a line, when something is wrong.</summary>
    public Outcome<Unit> Check()
    {
        IReadOnlyList<string> wrong =
        [
            .. Names()
                .Concat(validators.SelectMany(Failures))
                .Concat(checks.SelectMany(c => c.Problems()).Select(p => p.Sentence))
                .Distinct(StringComparer.Ordinal),
        ];
        return wrong.Count == 0 ? Unit.Done : Refusal.Invalid("settings", string.Join('\n', wrong));
    }

    private static IEnumerable<string> Failures(IStartupValidator validator)
    {
        try
        {
            validator.Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
        catch (AggregateException e)
        {
            return e.InnerExceptions.OfType<OptionsValidationException>().SelectMany(one => one.Failures);
        }
    }

    /// <summary>
    /// A section whose name is misspelt is not read at all. NB. In the portal's own files and on its command line only, and only what is
    /// nearly the name of a section: everything else may be a setting of ASP.NET Core, and the environment is everybody's.
    /// </summary>
    private IEnumerable<string> Names()
    {
        var known = sections.Select(s => s.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var source in ((IConfigurationRoot)configuration).Providers)
        {
            if (source is not (JsonConfigurationProvider or CommandLineConfigurationProvider))
                continue;
            foreach (var key in source.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!known.Contains(key) && NearestName.To(key, known) is { } near)
                    yield return $"{key} is no section of the settings; did you mean {near}?";
                else if (known.Contains(key) && source.TryGet(key, out var value) && !string.IsNullOrEmpty(value))
                    yield return $"{key} is a section of the settings and no value by itself; write {key}:NAME.";
            }
        }
    }
}
