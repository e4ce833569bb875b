using JitPortal.Inventory.Model;
using JitPortal.Scanning.Reading;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Scanning.Reading;

public sealed class CorpusTests
{
    public static IEnumerable<TheoryDataRow<string>> Files() =>
        Corpus.Folder is { } folder
            ? File.ReadLines(Path.Combine(folder, "EXPECT.tsv")).Skip(1).Select(l => new TheoryDataRow<string>(l.Split('\t')[0]))
            : [new TheoryDataRow<string>("")];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_FileOfTheCorpus_GivesTheExpectedCounts(string file)
    {
        Assert.SkipUnless(Corpus.Folder is not null, Corpus.Missing);
        var row = File.ReadLines(Path.Combine(Corpus.Folder, "EXPECT.tsv")).Select(l => l.Split('\t')).Single(c => c[0] == file);
        using var stream = File.OpenRead(Path.Combine(Corpus.Folder, file));

        var items = NmapXmlReader.Read(stream).ToList();

        var hosts = items.OfType<HostSeen>().Select(h => h.Host).ToList();
        var summary = Assert.IsType<ReadSummary>(items[^1]);
        var finished = items.OfType<RunFinished>().ToList();
        string[] read =
        [
            $"complete {hosts.Count}",
            $"partial {summary.DroppedHosts}",
            $"up {hosts.Count(h => h.State == SeenState.Up)}",
            $"open {summary.OpenPorts}",
            $"hints {summary.Hints}",
            $"hops {hosts.Sum(h => h.Hops.Count)}",
            $"scripts {hosts.Sum(h => h.Scripts.Count + h.Ports.Sum(p => p.Scripts.Count))}",
            $"finished {(finished.Count > 0 ? "yes" : "no")}",
            $"exit {finished.LastOrDefault()?.Exit ?? "-"}",
        ];
        Assert.Equal(
            [
                $"complete {row[2]}",
                $"partial {row[3]}",
                $"up {row[4]}",
                $"open {row[5]}",
                $"hints {row[6]}",
                $"hops {row[7]}",
                $"scripts {row[8]}",
                $"finished {row[9]}",
                $"exit {row[10]}",
            ],
            read
        );
        Assert.Equal(hosts.Count, summary.Hosts);
        Assert.True(
            hosts.Count > 0 || summary.Complete || items.OfType<ReadRefusal>().Any() || items.OfType<ReadWarning>().Any(),
            "Nothing was read and nothing was said."
        );
    }
}
