namespace JitPortal.Lab;

/// <summary>A demo machine: the last octet of its address within its network, its name, and what it serves.</summary>
internal sealed record LabHost(byte Number, string Name, params LabService[] Services);
