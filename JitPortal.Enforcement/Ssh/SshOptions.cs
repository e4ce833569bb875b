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

/// <summary>Which hosts and accounts certificates of a point are for.</summary>
internal sealed class SshNetworkOptions
{
    /// <summary>Network, range or address.</summary>
    public string? Network { get; set; }

    /// <summary>Where sshd listens there.</summary>
    public IReadOnlyList<int>? Ports { get; set; }

    /// <summary>The account to log in as; <c>{user}</c> is the part of the holder's e-mail address before the @.</summary>
    public string Account { get; set; } = "jit";

    /// <summary>Names in the certificate, of which sshd must find one allowed. Templates: <c>{account}</c>, <c>{user}</c>, <c>{address}</c>, <c>{port}</c>.</summary>
    public IReadOnlyList<string>? Principals { get; set; }

    /// <summary>Where connections come from instead of the person's own address: the gateway's, when a grant goes through it.</summary>
    public IReadOnlyList<string>? ComesFrom { get; set; }
}
