namespace JitPortal.Grants.Model;

/// <summary>When a door let nothing pass any more.</summary>
/// <param name="After">Time since the moment from which it had to be shut; never negative.</param>
/// <param name="SeenBy">Who took the time, or from where the look was that saw it shut.</param>
/// <param name="LastByteAt">The moment by the wall clock, where the point measured it.</param>
/// <param name="LeavesSessions">The point ends no session that lives: the figure is about new log-ins.</param>
public sealed record DoorEnd(TimeSpan After, EndKnown Known, string SeenBy, DateTimeOffset? LastByteAt = null, bool LeavesSessions = false);
