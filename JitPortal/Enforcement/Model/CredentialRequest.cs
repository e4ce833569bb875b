namespace JitPortal.Enforcement.Model;

/// <summary>What a person brings to get a credential.</summary>
/// <param name="PublicKey">An OpenSSH public key line; needed for certificates only.</param>
public sealed record CredentialRequest(string? PublicKey = null);
