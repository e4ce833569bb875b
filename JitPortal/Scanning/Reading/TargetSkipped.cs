namespace JitPortal.Scanning.Reading;

/// <summary>A target that the scanner could not use.</summary>
public sealed record TargetSkipped(string Specification, string Reason) : ScanItem;
