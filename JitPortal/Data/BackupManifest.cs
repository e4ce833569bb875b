using System.Security.Cryptography;
using System.Text.Json;
using JitPortal.Shared;

namespace JitPortal.Data;

/// <summary>What a back-up holds, file by file, written when it is whole.</summary>
/// <param name="Database">Where the portal's database is; one on PostgreSQL is not in the folder.</param>
public sealed record BackupManifest(DateTimeOffset MadeAt, DatabaseProvider Database, IReadOnlyList<BackupManifest.Entry> Files)
{
    /// <summary>A file that lies in a back-up until it is whole.</summary>
    internal const string Unfinished = "UNFINISHED";

    private const string Name = "backup.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    internal static BackupManifest Of(string folder, DatabaseProvider provider, DateTimeOffset now) =>
        new(
            now,
            provider,
            [
                .. PathsIn(folder)
                    .Select(p => (Path: p, Whole: Path.Combine(folder, p)))
                    .Select(f => new Entry(f.Path, new FileInfo(f.Whole).Length, Hash(f.Whole))),
            ]
        );

    /// <summary>Null in a folder that an older version made.</summary>
    public static BackupManifest? Read(string folder) =>
        File.Exists(Path.Combine(folder, Name))
            ? JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(Path.Combine(folder, Name)), Json)
            : null;

    internal void Write(string folder) => PrivateFile.Write(Path.Combine(folder, Name), JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <summary>The first file that is not there as it was written; null when all are.</summary>
    internal string? Missing(string folder) => Files.FirstOrDefault(f => !Holds(folder, f))?.Path;

    /// <summary>Files that lie there and are not in the list: nobody knows who put them there. Empty when there is none.</summary>
    internal IReadOnlyList<string> Unlisted(string folder) =>
        [.. PathsIn(folder).Except(Files.Select(f => f.Path), StringComparer.Ordinal)];

    /// <summary>In words for people, such as <c>the database, 4 keys, 2 files of enforcement points (SSH authority edge)</c>.</summary>
    public string Sentence()
    {
        string?[] parts =
        [
            Files.Any(f => f.Path == Backup.DatabaseName) ? "the database" : null,
            Counted(Files.Count(f => Under(f, "keys")), "key file", "key files"),
            Files.Any(f => f.Path.EndsWith(".jsonl", StringComparison.Ordinal)) ? "the journal's checkpoints" : null,
            Counted(Files.Count(f => Under(f, "enforcement")), "file of the enforcement points", "files of the enforcement points"),
            Counted(Files.Count(f => Under(f, "scans")), "raw scan", "raw scans"),
        ];
        var taken = string.Join(", ", parts.OfType<string>());
        var authorities = Files
            .Where(f => Path.GetFileName(f.Path) == "ca.json")
            .Select(f => Path.GetFileName(Path.GetDirectoryName(f.Path)!))
            .ToList();
        return authorities.Count == 0 ? taken : $"{taken}; with the SSH authority of {string.Join(", ", authorities)}";
    }

    private static IEnumerable<string> PathsIn(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f))
            .Where(p => p is not (Unfinished or Name))
            .Order(StringComparer.Ordinal);

    /// <summary>Null where there is none.</summary>
    internal static string? Counted(int count, string one, string many) =>
        count switch
        {
            0 => null,
            1 => $"1 {one}",
            _ => $"{count} {many}",
        };

    private static bool Under(Entry file, string folder) =>
        file.Path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool Holds(string folder, Entry entry)
    {
        var file = Path.Combine(folder, entry.Path);
        return File.Exists(file) && new FileInfo(file).Length == entry.Bytes && Hash(file) == entry.Sha256;
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <param name="Path">Inside the back-up.</param>
    public sealed record Entry(string Path, long Bytes, string Sha256);
}
