using System.Globalization;

namespace JitPortal.Benchmarks;

/// <summary>One line of the table: what, here, the floor or peer it is compared with, their ratio, the goal.</summary>
internal sealed record Measure(string Name, string Here, string Against, double? Ratio, string Goal, bool? Met)
{
    /// <summary>How the cost grows with the size: the exponent between the smallest and the largest, 1 where it is linear.</summary>
    /// <param name="bound">The goal: not above this.</param>
    public static Measure Growth(string name, IReadOnlyList<int> sizes, IReadOnlyList<double> costs, double bound)
    {
        var exponent = Math.Log(costs[^1] / costs[0]) / Math.Log((double)sizes[^1] / sizes[0]);
        return new Measure(
            name,
            string.Create(CultureInfo.InvariantCulture, $"n^{exponent:0.00}"),
            string.Create(CultureInfo.InvariantCulture, $"{sizes[0]:N0} to {sizes[^1]:N0}"),
            null,
            string.Create(CultureInfo.InvariantCulture, $"<= n^{bound}"),
            exponent <= bound
        );
    }
}
