namespace JitPortal.Enforcement.Ssh;

/// <summary>An entry of <c>Enforcement:Points</c> of kind <c>ssh-certificates</c>.</summary>
internal sealed class SshOptions
{
    /// <summary>Hosts that trust this authority; a service elsewhere is not opened here. The first that fits counts.</summary>
    public IReadOnlyList<SshNetworkOptions> Networks { get; set; } = [];

    /// <summary>Where the list of revoked certificates is written besides the data folder: for a sshd on this machine, or a web server.</summary>
    public string? KrlPath { get; set; }

    /// <summary>What certificates allow beyond running commands.</summary>
    public IReadOnlyList<string>? Extensions { get; set; }

    /// <summary>Log in with a certificate of the portal's own to prove that the door is open or shut.</summary>
    public bool ProbeLogin { get; set; } = true;

    /// <summary>Host keys of the targets in OpenSSH's known_hosts form. Without it nothing that a host answers proves anything.</summary>
    public string? KnownHosts { get; set; }

    /// <summary>Address of this machine that probes come from; left out, the system chooses.</summary>
    public string? ProbeFrom { get; set; }

    /// <summary>The OpenSSH client; left out, it is looked for in the system's folders.</summary>
    public string? SshPath { get; set; }
}
