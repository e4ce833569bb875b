namespace JitPortal.Journal;

/// <summary>The portal doubts the machine's clock.</summary>
/// <param name="System">What the machine's clock shows.</param>
/// <param name="Portal">What the portal goes by.</param>
public sealed record ClockDoubted(DateTimeOffset System, DateTimeOffset Portal) : IFact
{
    public static string Type => "clock.doubted";
}

/// <summary>The doubt ended without anybody's word: the clock was put right.</summary>
public sealed record ClockTrusted(DateTimeOffset System, DateTimeOffset Portal) : IFact
{
    public static string Type => "clock.trusted";
}

/// <summary>An operator's word that the clock is right.</summary>
/// <param name="Ended">Grants that ended with it.</param>
public sealed record ClockAccepted(string Reason, DateTimeOffset System, DateTimeOffset Portal, int Ended) : IFact
{
    public static string Type => "clock.accepted";
}
