namespace JitPortal.Enforcement.Model;

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
