namespace JitPortal.Enforcement.Model;

/// <summary>How the holder of a grant logs in with the credential that a point gives, as far as it is known before one is issued.</summary>
/// <param name="Kind"><c>ssh-certificate</c> or <c>postgres-role</c>.</param>
/// <param name="Account">The account on the host, or the role.</param>
/// <param name="Database">Where a role logs in; null elsewhere.</param>
/// <param name="Tls">The portal itself reaches the service inside TLS, so its holder can.</param>
public sealed record LogIn(string Kind, string Account, string? Database = null, bool Tls = false)
{
    /// <summary>A certificate for an SSH key.</summary>
    public const string SshCertificate = "ssh-certificate";

    /// <summary>A database role with a password.</summary>
    public const string PostgresRole = "postgres-role";

    /// <summary>A token for the gateway's one port. It says nothing of an account.</summary>
    public const string GatewayToken = "gateway-token";
}
