using JitPortal.Shared;

namespace JitPortal.Settings;

/// <summary>
/// A section of the settings. Its public properties are its keys; what each may be is said by data annotations beside them.
/// <c>AddSettings</c> is the one way to have it.
/// </summary>
internal interface ISettings
{
    /// <summary>Its name, as at the top of appsettings.json.</summary>
    static abstract string Section { get; }

    /// <summary>Keys of the section that somebody else reads.</summary>
    static virtual IReadOnlyList<string> ReadElsewhere => [];

    /// <summary>What is wrong with it that no annotation can say, in sentences that name the whole key.</summary>
    IEnumerable<Problem> Problems() => [];
}
