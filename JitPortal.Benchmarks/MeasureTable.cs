using System.Globalization;

namespace JitPortal.Benchmarks;

/// <summary>Prints measures as they come, aligned.</summary>
internal static class MeasureTable
{
    public static void Head() => Line("measure", "here", "against", "ratio", "goal", "");

    public static void Print(Measure m) =>
        Line(
            m.Name,
            m.Here,
            m.Against,
            m.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
            m.Goal,
            m.Met switch
            {
                true => "met",
                false => "NOT MET",
                null => "",
            }
        );

    private static void Line(string name, string here, string against, string ratio, string goal, string met) =>
        Console.WriteLine($"{name, -42} {here, 14} {against, 24} {ratio, 7}  {goal, -18} {met}");
}
