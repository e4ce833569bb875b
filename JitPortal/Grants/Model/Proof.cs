using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>One probe of a grant's door: evidence that it was open, or shut.</summary>
public sealed class Proof
{
    public const string Opened = "opened";
    public const string Closed = "closed";

    /// <summary>The direct path past the enforcement point.</summary>
    public const string Bypass = "bypass";

    public long Id { get; set; }

    public GrantId GrantId { get; set; }

    /// <summary>The enforcement point whose door it is about.</summary>
    public required string Point { get; set; }

    /// <summary><see cref="Opened"/>, <see cref="Closed"/> or <see cref="Bypass"/>.</summary>
    public required string Kind { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Time since the step it proves.</summary>
    public TimeSpan After { get; set; }

    /// <summary>What the probe saw, as a sentence.</summary>
    public required string Result { get; set; }

    /// <summary>Whether that is what the step promised, or could not be verified.</summary>
    public ProbeVerdict Verdict { get; set; }

    public bool Holds => Verdict == ProbeVerdict.Proved;

    /// <summary>From where it looked.</summary>
    public required string Vantage { get; set; }

    /// <summary>SHA-256 of the evidence, as the journal has it under its signature; null when none was taken.</summary>
    public string? EvidenceHash { get; set; }

    /// <summary>Loaded only when somebody asks for it.</summary>
    public ProofEvidence? Evidence { get; set; }
}

/// <summary>Nmap's XML of the moment of a proof; apart from it, because lists of grants show proofs and not records.</summary>
public sealed class ProofEvidence
{
    public long ProofId { get; set; }

    public required string Xml { get; set; }
}
