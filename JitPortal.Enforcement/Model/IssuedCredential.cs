namespace JitPortal.Enforcement.Model;

/// <summary>A credential for one grant, shown to its holder once and kept nowhere in the portal.</summary>
/// <param name="Kind"><c>ssh-certificate</c>, <c>postgres-role</c> or <c>gateway-token</c>.</param>
/// <param name="UserName">The account to log in as.</param>
/// <param name="Secret">Password or token; null when the credential is a certificate.</param>
/// <param name="Certificate">OpenSSH certificate line; null when the credential is a secret.</param>
/// <param name="Journal">What may be written down about it, such as serial and fingerprint. NB. Never the secret.</param>
/// <param name="Command">Ready to paste; null when there is none.</param>
public sealed record IssuedCredential(
    string Kind,
    string UserName,
    string? Secret,
    string? Certificate,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<string, string> Journal,
    string? Command = null
)
{
    /// <summary>What to do with it, in order; empty when the command says it all.</summary>
    public IReadOnlyList<ConnectStep> Steps { get; init; } = [];
}

/// <summary>What a person brings to get a credential.</summary>
/// <param name="PublicKey">An OpenSSH public key line; needed for certificates only.</param>
public sealed record CredentialRequest(string? PublicKey = null)
{
    /// <summary>The client that the person will use: <c>ssh</c>, <c>http</c>, <c>https</c> or another; null when that is not known.</summary>
    public string? Client { get; init; }

    /// <summary>The account that another point of the grant makes a certificate for; null when there is none.</summary>
    public string? Account { get; init; }

    /// <summary>Name that the service's host is known by; null when it has none.</summary>
    public string? HostName { get; init; }
}

/// <summary>One thing to do to get connected, in its order.</summary>
/// <param name="Title">What it does, as a sentence.</param>
/// <param name="Command">Ready to paste; null when there is none.</param>
/// <param name="Point">The enforcement point whose credential is fetched in this step; null for other steps.</param>
public sealed record ConnectStep(string Title, string? Command, string? Point = null);

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
