namespace JitPortal.Lab;

/// <summary>A named demo network, <c>127.PREFIX.Number.0/24</c> (see <see cref="LabOptions"/>).</summary>
internal sealed record LabNetwork(byte Number, string Name, params LabHost[] Hosts);

/// <summary>A demo machine: the last octet of its address within its network, its name, and what it serves.</summary>
internal sealed record LabHost(byte Number, string Name, params LabService[] Services);

/// <summary>A port of a demo host. <paramref name="HighPort"/> is taken where the well-known one needs a privilege that this process lacks.</summary>
internal sealed record LabService(int Port, int HighPort, LabTalk Talk)
{
    public LabService(int port, LabTalk talk)
        : this(port, port, talk) { }
}

/// <summary>One connection of one demo service: reads and writes until either side has had enough. Returning closes the connection.</summary>
internal delegate Task LabTalk(Stream peer, CancellationToken ct);
