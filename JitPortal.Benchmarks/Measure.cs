namespace JitPortal.Benchmarks;

/// <summary>One line of the table: what, here, the floor or peer it is compared with, their ratio, the goal.</summary>
internal sealed record Measure(string Name, string Here, string Against, double? Ratio, string Goal, bool? Met);
