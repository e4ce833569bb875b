namespace JitPortal.Api;

/// <summary>What a holder sends to get a credential.</summary>
/// <param name="Point">The enforcement point; may be left out when only one of the grant's gives credentials.</param>
/// <param name="PublicKey">OpenSSH public key line, for certificates.</param>
internal sealed record CredentialBody(string? Point = null, string? PublicKey = null);
