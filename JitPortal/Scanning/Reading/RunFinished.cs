namespace JitPortal.Scanning.Reading;

/// <summary>The scanner's own account at the end of a run.</summary>
/// <param name="Exit"><c>success</c> or <c>error</c>; null in old files.</param>
public sealed record RunFinished(DateTimeOffset? At, TimeSpan? Elapsed, string? Exit, string? ErrorMessage, string? Summary, int Up, int Down, int Total) : ScanItem;
