namespace JitPortal.Grants.Model;

/// <summary>Nmap's XML of the moment of a proof; apart from it, because lists of grants show proofs and not records.</summary>
public sealed class ProofEvidence
{
    public long ProofId { get; set; }

    public required string Xml { get; set; }
}
