using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement;

/// <summary>
/// An enforcement point whose doors need a credential. It issues only for a door that stands open there, and never one that lasts
/// longer than the door.
/// </summary>
public interface ICredentialIssuer
{
    /// <summary>The credential is a certificate for a key that the holder brings.</summary>
    bool WantsPublicKey => false;

    /// <summary>How its credential is used for a service; null when people can connect without it.</summary>
    /// <param name="holder">E-mail address of the person.</param>
    LogIn? LogInFor(GrantId grant, string holder, Endpoint service) => null;

    /// <summary>NB. Whether the asker may have it is the caller's to decide, before.</summary>
    Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant, CredentialRequest request, CancellationToken ct);
}
