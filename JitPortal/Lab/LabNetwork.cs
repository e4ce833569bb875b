namespace JitPortal.Lab;

/// <summary>A named demo network, <c>127.PREFIX.Number.0/24</c> (see <see cref="LabOptions"/>).</summary>
internal sealed record LabNetwork(byte Number, string Name, params LabHost[] Hosts);
