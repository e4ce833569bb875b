namespace JitPortal.Scanning.Reading;

/// <summary>A step inside a run. NB. The percent restarts for each task and host group; it is no progress of the scan.</summary>
public sealed record TaskProgress(TaskPhase Phase, string Task, double? Percent, DateTimeOffset? At) : ScanItem;
