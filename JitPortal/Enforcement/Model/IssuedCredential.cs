namespace JitPortal.Enforcement.Model;

/// <summary>A credential for one grant, shown to its holder once and kept nowhere in the portal.</summary>
/// <param name="Kind"><c>ssh-certificate</c>, <c>postgres-role</c> or <c>gateway-token</c>.</param>
/// <param name="UserName">The account to log in as.</param>
/// <param name="Secret">Password or token; null when the credential is a certificate.</param>
/// <param name="Certificate">OpenSSH certificate line; null when the credential is a secret.</param>
/// <param name="Journal">What may be written down about it, such as serial and fingerprint. NB. Never the secret.</param>
/// <param name="Command">Ready to paste; null when there is none.</param>
public sealed record IssuedCredential(
    string Kind, string UserName, string? Secret, string? Certificate, DateTimeOffset ExpiresAt, IReadOnlyDictionary<string, string> Journal, string? Command = null)
{
    /// <summary>What to do with it, in order; empty when the command says it all.</summary>
    public IReadOnlyList<ConnectStep> Steps { get; init; } = [];
}
