namespace JitPortal.Scanning.Reading;

/// <summary>Which ports were asked, so that "closed" can be told from "not asked".</summary>
/// <param name="Type"><c>syn</c>, <c>connect</c>, <c>udp</c>, ...</param>
/// <param name="Services">Ports and ranges, e.g. <c>22,80,8000-8100</c>.</param>
public sealed record ScanInfo(string Type, string Protocol, string Services, int Count) : ScanItem;
