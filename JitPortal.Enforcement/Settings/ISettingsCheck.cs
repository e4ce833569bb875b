using JitPortal.Shared;

namespace JitPortal.Settings;

/// <summary>Looks at settings that are no values of a section but make something, as the entries of <c>Enforcement:Points</c> do.</summary>
internal interface ISettingsCheck
{
    /// <summary>What is wrong with them, in sentences that name the whole key.</summary>
    IEnumerable<Problem> Problems();
}
