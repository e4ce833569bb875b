using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Section <c>Identity</c> of the settings.</summary>
public sealed class IdentitySettings : ISettings
{
    public static string Section => "Identity";

    /// <summary>Roles whose people need a second factor; without one they can do nothing but set it up. Shipped: none.</summary>
    public IReadOnlyList<string> SecondFactorFor { get; set; } = [];

    internal Role RolesWithSecondFactor => RoleText.Parse(SecondFactorFor);

    /// <summary>NB. A role that is spelled wrongly would need no second factor; the portal does not start with it.</summary>
    public IEnumerable<Problem> Problems() =>
        SecondFactorFor.FirstOrDefault(r => !RoleText.TryParse(r, out _)) is { } unknown
            ?
            [
                new Problem(
                    "Identity:SecondFactorFor",
                    $"The setting Identity:SecondFactorFor names the role {TypedText.Quoted(unknown)}; the roles are {string.Join(", ", RoleText.Names(Role.Any))}."
                ),
            ]
            : [];
}
