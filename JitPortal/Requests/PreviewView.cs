using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>What would happen to an ask.</summary>
/// <param name="Source">The address that the access would be pinned to.</param>
/// <param name="Capabilities">What the enforcement points that would open it can and cannot do.</param>
/// <param name="ConnectCommand">How one will connect; null, because host and port are known only when it opens.</param>
public sealed record PreviewView(
    Verdict Verdict,
    IReadOnlyList<PreviewServiceView> Services,
    string Source,
    IReadOnlyList<string> Capabilities,
    string? ConnectCommand = null
)
{
    /// <summary>Who would be asked, stage by stage, with the people of this moment.</summary>
    public IReadOnlyList<AskedStageView> Asked { get; init; } = [];

    /// <summary>What the person has or waits for already.</summary>
    public IReadOnlyList<ExistingAccess> Existing { get; init; } = [];

    /// <summary>A second equal one: it has to be asked for expressly.</summary>
    public bool NeedsAgain { get; init; }
}

/// <summary>A service that somebody is about to ask for.</summary>
/// <param name="Findings">Names of its findings, the worst first.</param>
public sealed record PreviewServiceView(
    long Id,
    string Address,
    int Port,
    string Protocol,
    string? Name,
    string? Product,
    string? Version,
    Sensitivity Sensitivity,
    IReadOnlyList<string> Findings
)
{
    /// <summary>Whose address it is.</summary>
    public string Site { get; init; } = SiteName.Main;
}

/// <summary>What the person has or waits for already, of what they ask for.</summary>
/// <param name="Kind"><c>grant</c> or <c>request</c>.</param>
/// <param name="Id">Of that grant or request.</param>
/// <param name="Service">Address, port and protocol.</param>
/// <param name="Until">When the grant ends or the request lapses; null while that is not known.</param>
/// <param name="Equal">It serves what is asked for: from the same address and at the same time.</param>
public sealed record ExistingAccess(
    string Kind,
    string Id,
    long ServiceId,
    string Service,
    DateTimeOffset? Until,
    string Sentence,
    bool Equal
);
