namespace JitPortal.Tests.Support;

/// <summary>Scan files of other projects, which are not ours to publish: found beside the repository or by JITPORTAL_CORPUS, else those tests skip.</summary>
internal static class Corpus
{
    public const string Missing = "The corpus of scan files is not here; set JITPORTAL_CORPUS to its folder.";

    public static string? Folder { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("JITPORTAL_CORPUS") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var corpus = Path.Combine(at.FullName, "shared", "corpus");
            if (File.Exists(Path.Combine(corpus, "EXPECT.tsv")))
                return corpus;
        }
        return null;
    }
}
