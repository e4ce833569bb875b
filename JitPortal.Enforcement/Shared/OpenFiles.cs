using System.Globalization;

namespace JitPortal.Shared;

/// <summary>
/// How the files and sockets that this process may hold are shared out, so that nobody outside can use up what the portal itself and its
/// doors need: without a file left, nothing can be decided, logged or proved.
/// </summary>
/// <param name="Limit">RLIMIT_NOFILE as it is now (the runtime has raised it to the hard limit); null where the system does not tell.</param>
/// <param name="Own">For databases, logs, scans, programs, and connections that are just ending.</param>
/// <param name="Edge">Connections of browsers and API clients.</param>
/// <param name="Doors">For listeners of doors, and two for each connection through one.</param>
internal sealed record OpenFiles(long? Limit, long Own, int Edge, long Doors)
{
    /// <summary>An idle portal holds 530, two for each library that is loaded; the rest is for work.</summary>
    private const int MostOwn = 1000;

    /// <summary>Browsers hold up to six connections each, and a tab one for good.</summary>
    private const int MostAtTheEdge = 8192;

    /// <summary>The part of the doors' files that listeners have.</summary>
    private const int ListenersPart = 8;

    public static OpenFiles Read() => Of(SoftLimit());

    public static OpenFiles Of(long? limit)
    {
        if (limit is not { } all)
            return new OpenFiles(null, MostOwn, MostAtTheEdge, long.MaxValue);
        var own = Math.Min(MostOwn, all * 2 / 3);
        var edge = Math.Min(MostAtTheEdge, (all - own) / 3);
        return new OpenFiles(limit, own, (int)edge, all - own - edge);
    }

    /// <summary>Connections that may live at a time through all doors.</summary>
    public int Connections(int wanted) => (int)Math.Clamp((Doors - (Doors / ListenersPart)) / 2, 1, wanted);

    /// <summary>The limit at which so many connections fit.</summary>
    public static long LimitFor(int connections) => MostOwn + MostAtTheEdge + (2L * connections * ListenersPart / (ListenersPart - 1)) + 1;

    private static long? SoftLimit()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
            return null;
        var words = File.ReadLines(Limits)
            .FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, _, _, var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;
    }
}
