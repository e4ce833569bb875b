using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Identity;

/// <summary>Section <c>Identity</c> of the settings.</summary>
public sealed class IdentitySettings
{
    /// <summary>Roles whose people need a second factor; without one they can do nothing but set it up. Shipped: none.</summary>
    public IReadOnlyList<string> SecondFactorFor { get; set; } = [];

    internal Role RolesWithSecondFactor => RoleText.Parse(SecondFactorFor);

    internal string? Problem =>
        SecondFactorFor.FirstOrDefault(r => !RoleText.TryParse(r, out _)) is { } unknown
            ? $"The setting Identity:SecondFactorFor names the role {TypedText.Quoted(unknown)}; the roles are {string.Join(", ", RoleText.Names(Role.Any))}."
            : null;

    /// <summary>A list, or one text with commas as environment variables have it.</summary>
    internal static IReadOnlyList<string> Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Identity:SecondFactorFor");
        return section.Value is { Length: > 0 } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. section.GetChildren().Select(c => c.Value ?? "")];
    }
}

/// <summary>NB. A role that is spelled wrongly would need no second factor; the portal does not start with it.</summary>
internal sealed class IdentitySettingsCheck : IValidateOptions<IdentitySettings>
{
    public ValidateOptionsResult Validate(string? name, IdentitySettings options) =>
        options.Problem is { } problem ? ValidateOptionsResult.Fail(problem) : ValidateOptionsResult.Success;
}
