using JitPortal.Policies.Model;

namespace JitPortal.Requests;

/// <summary>What would happen to an ask.</summary>
/// <param name="Source">The address that the access would be pinned to.</param>
/// <param name="Capabilities">What the enforcement points that would open it can and cannot do.</param>
/// <param name="ConnectCommand">How one will connect; null, because host and port are known only when it opens.</param>
public sealed record PreviewView(Verdict Verdict, IReadOnlyList<PreviewServiceView> Services, string Source, IReadOnlyList<string> Capabilities, string? ConnectCommand = null)
{
    /// <summary>Who would be asked, stage by stage, with the people of this moment.</summary>
    public IReadOnlyList<AskedStageView> Asked { get; init; } = [];

    /// <summary>What the person has or waits for already.</summary>
    public IReadOnlyList<ExistingAccess> Existing { get; init; } = [];

    /// <summary>A second equal one: it has to be asked for expressly.</summary>
    public bool NeedsAgain { get; init; }
}
