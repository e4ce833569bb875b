namespace JitPortal.Lab;

/// <summary>A port of a demo host. <paramref name="HighPort"/> is taken where the well-known one needs a privilege that this process lacks.</summary>
internal sealed record LabService(int Port, int HighPort, LabTalk Talk)
{
    public LabService(int port, LabTalk talk)
        : this(port, port, talk)
    {
    }
}
