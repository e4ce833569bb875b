using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>NB. A role that is spelled wrongly would need no second factor; the portal does not start with it.</summary>
internal sealed class IdentitySettingsCheck : IValidateOptions<IdentitySettings>
{
    public ValidateOptionsResult Validate(string? name, IdentitySettings options) =>
        options.Problem is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
