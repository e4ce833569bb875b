namespace JitPortal.Scanning.Reading;

/// <summary>Bounds of the reader: what a hostile file may cost.</summary>
public sealed record ReaderOptions
{
    public static ReaderOptions Default { get; } = new();

    /// <summary>Characters of one script's output that are kept. Outputs of 700,000 characters were seen in the wild.</summary>
    public int ScriptOutput { get; init; } = 64 * 1024;

    /// <summary>Nodes of one script's structured output that are kept.</summary>
    public int ScriptElements { get; init; } = 2_000;

    /// <summary>Characters of script output kept for one host, over all its scripts.</summary>
    public int HostOutput { get; init; } = 4 * 1024 * 1024;

    /// <summary>Characters kept of any other text, such as a product or a host name.</summary>
    public int Text { get; init; } = 512;

    /// <summary>Ports of one host: three transports with 65,536 each.</summary>
    public int Ports { get; init; } = 3 * 65_536;

    /// <summary>Depth of nesting; each level costs the XML reader some 150 bytes.</summary>
    public int Depth { get; init; } = 100_000;

    /// <summary>Characters of a single tag with its attributes, which the XML reader must hold in memory as a whole.</summary>
    public int Token { get; init; } = 64 * 1024 * 1024;

    /// <summary>Warnings that are said one by one; the rest are counted.</summary>
    public int Warnings { get; init; } = 100;
}
