using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>A service as pages, API and command line show it. Texts were chosen by the scanned host.</summary>
/// <param name="State">Nmap's word: <c>open</c>, <c>closed</c>, <c>filtered</c>, ...</param>
/// <param name="LastSeen">When a scan last saw it open.</param>
/// <param name="Vantages">Places that see it open.</param>
/// <param name="ActiveGrants">Grants that are opening, open or closing.</param>
/// <param name="Probed">It answered a probe; otherwise the name is only looked up by the port.</param>
public sealed record ServiceView(
    long Id,
    string Address,
    int Port,
    string Protocol,
    string State,
    string? Name,
    string? Product,
    string? Version,
    IReadOnlyList<string> Cpe,
    Sensitivity Sensitivity,
    IReadOnlyList<string> Tags,
    string? Owner,
    DateTimeOffset FirstSeen,
    DateTimeOffset LastSeen,
    IReadOnlyList<string> Vantages,
    IReadOnlyList<FindingView> Findings,
    int ActiveGrants,
    IReadOnlyList<string> Hostnames,
    string? ExtraInfo,
    string? Tunnel,
    bool Probed,
    Severity WorstFinding
)
{
    /// <summary>Up, or Gone when the newest scan that looked for its host got no answer.</summary>
    public string HostState { get; init; } = "";

    /// <summary>Whose address <see cref="Address"/> is.</summary>
    public string Site { get; init; } = SiteName.Main;
}

/// <summary>A weakness that a scan reported.</summary>
/// <param name="Name">Its public name, e.g. <c>CVE-2024-6387</c>.</param>
/// <param name="Port">Of the service, e.g. <c>22/tcp</c>.</param>
public sealed record FindingView(long Id, Severity Severity, string Title, string Name, string Port);

/// <summary>Output of a script. NB. Written by the scanned host: text, never markup.</summary>
/// <param name="Cut">It was longer than what is kept.</param>
/// <param name="Port">Null for a script that looked at the host as a whole.</param>
public sealed record ScriptView(string Name, string Output, bool Cut, string? Port);
