namespace JitPortal.Grants;

/// <summary>The portal's clock, and what it thinks of the machine's.</summary>
/// <param name="Trusted">The machine's clock can be right.</param>
/// <param name="Now">The time that deadlines are held by.</param>
/// <param name="System">What the machine's clock says.</param>
/// <param name="OpensNothing">Nothing is opened until the clock is right or accepted.</param>
/// <param name="Sentence">What is wrong, and what helps; null when nothing is.</param>
public sealed record ClockView(bool Trusted, DateTimeOffset Now, DateTimeOffset System, bool OpensNothing, string? Sentence);
