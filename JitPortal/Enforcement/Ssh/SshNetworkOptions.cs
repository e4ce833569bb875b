namespace JitPortal.Enforcement.Ssh;

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
