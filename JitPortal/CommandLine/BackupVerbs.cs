using System.CommandLine;
using JitPortal.Data;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>backup DIR</c> and <c>restore DIR</c>.</summary>
internal static class BackupVerbs
{
    private const string OnPostgres =
        "The database is on PostgreSQL and not in it: dump it with pg_dump now, after this, and bring that dump back before the folder.";

    public static Command Backup(VerbHost host)
    {
        var folder = new Argument<string>("folder") { Description = "A new or empty folder." };
        var command = new Command("backup", "Copy everything that must survive, also while the portal runs.") { folder };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    prepare: false,
                    (services, _) => Task.FromResult(Save(services, parsed.GetRequiredValue(folder))),
                    (saved, output) =>
                        output.Print(
                            new
                            {
                                saved.Folder,
                                saved.Manifest.MadeAt,
                                saved.Manifest.Database,
                                saved.Manifest.Files,
                                Taken = saved.Manifest.Sentence(),
                            },
                            $"Backed up to {saved.Folder}: {saved.Manifest.Sentence()}.{(saved.Manifest.Database == DatabaseProvider.Postgres ? $" {OnPostgres}" : "")}"
                        ),
                    ct
                )
        );
        return command;
    }

    public static Command Restore(VerbHost host)
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "A folder that the verb backup made.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var abandon = new Option<bool>("--abandon") { Description = "Give up a restore that was interrupted before it changed anything." };
        var unproved = new Option<bool>("--unproved")
        {
            Description =
                "Also bring in a back-up whose journal does not hold, whose SSH authority cannot be read, or that holds files its list does not name.",
        };
        var command = new Command(
            "restore",
            "Bring a back-up in, all of it or nothing; the portal must be stopped. What was there is moved aside."
        )
        {
            folder,
            unproved,
            abandon,
        };
        command.Validators.Add(given =>
        {
            if (given.GetValue(abandon) == (given.GetValue(folder) is not null))
                given.AddError("Name the folder of a back-up, or --abandon.");
        });
        command.SetAction(
            (parsed, ct) =>
                parsed.GetValue(folder) is { } source
                    ? host.RunAsync(
                        parsed,
                        prepare: false,
                        (services, c) => RestoreAsync(host, parsed, services, source, parsed.GetValue(unproved), c),
                        (restored, output) => output.Print(restored, Sentence(restored)),
                        ct
                    )
                    : host.RunAsync(
                        parsed,
                        prepare: false,
                        (services, _) => Task.FromResult(Abandon(services)),
                        (root, output) =>
                            output.Print(
                                new { root, abandoned = true },
                                $"The restore into {root} is given up; what was there before is unchanged."
                            ),
                        ct
                    )
        );
        return command;
    }

    private static Outcome<(string Folder, BackupManifest Manifest)> Save(IServiceProvider services, string folder)
    {
        var paths = services.GetRequiredService<PortalPaths>();
        if (Restoring.Unfinished(paths) is { } unfinished)
            return unfinished;
        var saved = services.GetRequiredService<Backup>().Save(folder);
        return saved.Ok ? (saved.Value, BackupManifest.Read(saved.Value)!) : saved.Refusal;
    }

    private static Outcome<string> Abandon(IServiceProvider services)
    {
        var (paths, restoring) = (services.GetRequiredService<PortalPaths>(), services.GetRequiredService<Restoring>());
        var taken = DataFolderLock.Take(paths, restoring: true);
        if (!taken.Ok)
            return taken.Refusal;
        using var alone = taken.Value;
        if (Restoring.Unfinished(paths) is not { } unfinished)
            return Refusal.Conflict("no-restore", $"No restore into {paths.Root} was interrupted.");
        if (restoring.HasBegunToRename)
            return unfinished;
        restoring.GiveUp();
        return paths.Root;
    }

    private static async Task<Outcome<Restored>> RestoreAsync(
        VerbHost host,
        ParseResult parsed,
        IServiceProvider services,
        string folder,
        bool unproved,
        CancellationToken ct
    )
    {
        var paths = services.GetRequiredService<PortalPaths>();
        var taken = DataFolderLock.Take(paths, restoring: true);
        if (!taken.Ok)
            return taken.Refusal;
        using var alone = taken.Value;
        var restoring = services.GetRequiredService<Restoring>();
        try
        {
            var staged = restoring.Stage(folder, unproved);
            if (!staged.Ok)
                return staged.Refusal;
            var proved = await RestoreProof.MakeAsync(host, parsed, restoring.Staging, paths, staged.Value, unproved, ct);
            if (!proved.Ok)
            {
                restoring.GiveUp();
                return proved.Refusal;
            }

            var aside = restoring.Swap();
            return aside.Ok ? new Restored(aside.Value, staged.Value?.MadeAt, staged.Value?.Sentence(), proved.Value) : aside.Refusal;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Microsoft.Data.Sqlite.SqliteException)
        {
            if (!restoring.HasBegunToRename)
                restoring.GiveUp();
            throw;
        }
    }

    private static string Sentence(Restored restored) =>
        string.Join(
            ' ',
            (
                (string?[])
                    [
                        restored.MadeAt is { } at
                            ? $"Restored the back-up of {at:u}: {restored.Brought}."
                            : "Restored a back-up of an older version.",
                        .. restored.Proof.Sentences,
                        $"What was there before lies in {restored.MovedAside}.",
                        "At the next start all access that the restored portal does not know is closed, and SSH certificates issued until then are refused.",
                    ]
            ).OfType<string>()
        );

    internal sealed record Restored(string MovedAside, DateTimeOffset? MadeAt, string? Brought, RestoreProof Proof);
}
