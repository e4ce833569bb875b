using JitPortal.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace JitPortal.Tests.Support;

/// <summary>
/// Begins what takes long before what is quick: all that needs the one browser, then the storms and outages. Begun last, they would
/// run alone at the end while the machine's other processor has nothing to do.
/// </summary>
internal sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        BrowserCollection.Name,
        ".Reliability.GrantStormTests",
        "DatabaseAwayTests",
        ".Reliability.",
        ".Network.",
        ".JournalWitnessTests",
        ".AttackedJournalTests",
        ".BackupVerbsTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Rank)];

    private static int Rank<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        var rank = Array.FindIndex(Long, part => collection.TestCollectionDisplayName.Contains(part, StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
