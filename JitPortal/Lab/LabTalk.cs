namespace JitPortal.Lab;

/// <summary>One connection of one demo service: reads and writes until either side has had enough. Returning closes the connection.</summary>
internal delegate Task LabTalk(Stream peer, CancellationToken ct);
