using System.Net;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary><see cref="SshOptions"/> after reading.</summary>
internal sealed record SshSettings(
    IReadOnlyList<SshNetwork> Networks,
    string? KrlPath,
    IReadOnlyList<string> Extensions,
    bool ProbeLogin,
    string? KnownHosts,
    IPAddress? ProbeFrom,
    string? SshPath
)
{
    private static readonly string[] KnownExtensions =
    [
        "permit-X11-forwarding",
        "permit-agent-forwarding",
        "permit-port-forwarding",
        "permit-pty",
        "permit-user-rc",
    ];

    /// <summary>The settings, or every problem in them at once.</summary>
    public static Outcome<SshSettings> Read(SshOptions options, string path)
    {
        var problems = new List<Problem>();
        if (options.Networks.Count == 0)
            Wrong(
                "Networks",
                "must name at least one network whose hosts trust this authority, such as { \"Network\": \"10.20.0.0/16\" }."
            );
        var networks = options.Networks.Select((n, i) => Read(n, $"Networks:{i}")).OfType<SshNetwork>().ToList();
        foreach (
            var (name, value) in new[] { ("KrlPath", options.KrlPath), ("KnownHosts", options.KnownHosts), ("SshPath", options.SshPath) }
        )
            if (value is not null && !Path.IsPathFullyQualified(value))
                Wrong(name, $"“{value}” must be a full path.");
        var extensions = options.Extensions ?? ["permit-pty"];
        foreach (var unknown in extensions.Except(KnownExtensions, StringComparer.Ordinal))
            Wrong("Extensions", $"“{unknown}” is none of {string.Join(", ", KnownExtensions)}.");
        IPAddress? from = null;
        if (!string.IsNullOrWhiteSpace(options.ProbeFrom) && !AddressText.TryParse(options.ProbeFrom, out from))
            Wrong("ProbeFrom", $"“{options.ProbeFrom}” is not an IP address.");
        return problems.Count > 0
            ? Refusal.Invalid("ssh-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems)
            : new SshSettings(networks, options.KrlPath, extensions, options.ProbeLogin, options.KnownHosts, from, options.SshPath);

        void Wrong(string field, string sentence) => problems.Add(new Problem($"{path}:{field}", $"{path}:{field} {sentence}"));

        SshNetwork? Read(SshNetworkOptions network, string at)
        {
            var before = problems.Count;
            if (!AddressRange.TryParse(network.Network, out var range, out var problem))
                Wrong($"{at}:Network", problem);
            if (!AccountName.IsAccountTemplate(network.Account))
                Wrong($"{at}:Account", $"“{network.Account}” is no account name; {{user}} stands for the person's own.");
            var principals = network.Principals ?? ["{account}@{address}"];
            if (principals.Count is 0 or > 16 || !principals.All(AccountName.IsPrincipalTemplate))
                Wrong(
                    $"{at}:Principals",
                    "must be one to sixteen names of letters, digits and ._@:+- with {account}, {user}, {address} and {port} to be filled in."
                );
            if (network.Ports?.Any(p => p is < 1 or > 65535) ?? false)
                Wrong($"{at}:Ports", "must be ports from 1 to 65535.");
            foreach (var source in network.ComesFrom ?? [])
                if (!AddressText.TryParse(source, out _) && !IsNetwork(source))
                    Wrong($"{at}:ComesFrom", $"“{source}” is not an address or a network such as 10.0.0.0/24.");
            return problems.Count > before
                ? null
                : new SshNetwork(range, network.Ports ?? [22], network.Account, principals, network.ComesFrom ?? []);
        }
    }

    /// <summary>NB. sshd refuses a certificate whose network has bits behind its mask.</summary>
    private static bool IsNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) && string.Equals(network.ToString(), text, StringComparison.Ordinal);

    public SshNetwork? Covering(Endpoint service) => Networks.FirstOrDefault(n => n.Covers(service));
}

/// <summary><see cref="SshNetworkOptions"/> after reading.</summary>
/// <param name="ComesFrom">Empty: the person's own address.</param>
internal sealed record SshNetwork(
    AddressRange Range,
    IReadOnlyList<int> Ports,
    string Account,
    IReadOnlyList<string> Principals,
    IReadOnlyList<string> ComesFrom
)
{
    public bool Covers(Endpoint service) =>
        service.Protocol == TransportProtocol.Tcp && Range.Contains(service.Address) && Ports.Contains(service.Port);
}
