using JitPortal.Data;
using JitPortal.Policies.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>
/// The book in force, read once and kept as an immutable snapshot. The newest number is asked for each time (one index look-up), so a
/// book that the command line saved beside the running portal counts for the next request.
/// </summary>
internal sealed partial class PolicyCache(ILogger<PolicyCache> log)
{
    private volatile PolicySet? _book;

    public async Task<PolicySet> CurrentAsync(PortalDb db, CancellationToken ct)
    {
        var number = await db.PolicySets.MaxAsync(p => (int?)p.Number, ct) ?? 0;
        if (_book is { } kept && kept.Version == number)
            return kept;
        var yaml = await db.PolicySets.Where(p => p.Number == number).Select(p => p.Yaml).SingleOrDefaultAsync(ct);
        return _book = Read(yaml, number);
    }

    /// <summary>NB. A book that cannot be read (a time zone that this machine lacks, a damaged row) refuses everything.</summary>
    private PolicySet Read(string? yaml, int number)
    {
        var reading = yaml is null ? null : PolicyYaml.Read(yaml, number);
        if (reading?.Book is { } book)
            return book;
        Log.Unreadable(log, number, reading is { Problems: [var first, ..] } ? first.Sentence : "there is none");
        return new PolicySet(number, []) { Unreadable = true };
    }

    private static partial class Log
    {
        [LoggerMessage(
            3101,
            LogLevel.Error,
            "Policy version {Number} cannot be read ({Problem}), so everything is refused. Save a good one."
        )]
        public static partial void Unreadable(ILogger log, int number, string problem);
    }
}
