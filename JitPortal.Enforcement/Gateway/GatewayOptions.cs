using System.ComponentModel.DataAnnotations;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway;

/// <summary>Section <c>Gateway</c> of the settings: the built-in gateway.</summary>
internal sealed class GatewayOptions : ISettings
{
    public static string Section => "Gateway";

    /// <summary>The sites whose addresses this machine reaches as they are, see <see cref="SiteName"/>.</summary>
    public IReadOnlyList<string> Sites { get; set; } = [SiteName.Main];

    /// <summary>Address that doors listen on; left out, every address of the machine.</summary>
    public string? Listen { get; set; }

    /// <summary>Host name that people are told to connect to; left out, the address of this machine that the person's own address reaches.</summary>
    public string? PublicHost { get; set; }

    /// <summary>Ports for doors, one a grant. NB. Below the range that systems take outgoing ports from (Linux: 32768 up).</summary>
    public string Ports { get; set; } = "20000-29999";

    /// <summary>How long a shut door's port rests before another grant gets it, so that an old command can't meet a stranger's door.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PortRest { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the service may take to accept a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections at a time through one door; more are reset.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnectionsPerGrant { get; set; } = 4096;

    /// <summary>New connections a second through one door; more are reset. After a rest twice as many may come at once.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerSecond { get; set; } = 500;

    /// <summary>Connections at a time through all doors. Each takes two of the process's open files: fewer where these do not suffice.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>A connection in which nothing moved for this long is reset; left out, silence is no reason.</summary>
    public TimeSpan? IdleTimeout { get; set; }

    /// <summary>One port for all grants beside their own: HTTP CONNECT with a token a grant. Left out, there is none.</summary>
    public int? ConnectPort { get; set; }

    /// <summary>A token counts only from the grant's own address. False: from anywhere, for people whose address changes or is shared.</summary>
    public bool ConnectPinsSource { get; set; } = true;

    /// <summary>File (PFX or PEM) that makes the one port speak TLS. NB. Without it tokens cross the network readable.</summary>
    public string? ConnectCertificate { get; set; }

    /// <summary>PEM file of the certificate's key, when it is not in the same file.</summary>
    public string? ConnectCertificateKey { get; set; }

    /// <summary>Password of the PFX or of the key. Give it by environment.</summary>
    public string? ConnectCertificatePassword { get; set; }

    /// <summary>Address that connections to services come from; left out, the system chooses. A firewall rule can let in just this one.</summary>
    public string? Egress { get; set; }

    /// <summary>A second address of this machine, that no rule lets in: from it the direct path past the gateway is tried.</summary>
    public string? ProbeFrom { get; set; }

    public IEnumerable<Problem> Problems() => GatewaySettings.Read(this).Refusal?.Problems ?? [];
}
