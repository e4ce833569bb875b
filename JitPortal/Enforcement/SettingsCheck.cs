using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement;

/// <summary>Stops the start with every sentence about a section of the settings.</summary>
internal sealed class SettingsCheck<T>(Func<T, Refusal?> read) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options) =>
        read(options) switch
        {
            null => ValidateOptionsResult.Success,
            { Problems.Count: > 0 } refusal => ValidateOptionsResult.Fail(refusal.Problems.Select(p => p.Sentence)),
            var refusal => ValidateOptionsResult.Fail(refusal.Sentence),
        };
}
