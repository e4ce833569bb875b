using System.CommandLine;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>journal verify|export</c>: both end with 3 when the chain does not hold, and say which entry is the first broken one.</summary>
internal static class JournalVerbs
{
    public static Command Create(VerbHost host) => new("journal", "The record of every change.") { Verify(host), Export(host) };

    private static Command Verify(VerbHost host)
    {
        var heads = new Option<string?>("--witness")
        {
            Description = "Also compare with a file of the heads that an http(s) witness got, one JSON line each.",
        };
        var command = new Command(
            "verify",
            "Walk the whole chain and compare it with the signed checkpoints; exit code 3 when it is broken."
        )
        {
            heads,
        };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    prepare: false,
                    (services, c) => VerifyAsync(services, parsed.GetValue(heads), c),
                    (found, output) =>
                    {
                        output.Print(found, found.Intact ? $"{found.Sentence} {Signed(found)}" : found.Sentence);
                        return found.Intact ? ExitCode.Done : ExitCode.DoesNotHold;
                    },
                    ct
                )
        );
        return command;
    }

    /// <summary>NB. A database that is damaged is no reason to say nothing: the journal does not hold then.</summary>
    private static async Task<Outcome<JournalVerification>> VerifyAsync(IServiceProvider services, string? heads, CancellationToken ct)
    {
        if (Restoring.Unfinished(services.GetRequiredService<PortalPaths>()) is { } unfinished)
            return unfinished;
        try
        {
            await services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
        }
        catch (Exception e) when (DatabaseTrouble.IsDamage(e))
        {
            // The walk meets it too, and says so.
        }

        return await services.GetRequiredService<JournalQueries>().VerifyAsync(Actor.CommandLine, ct, heads);
    }

    private static Command Export(VerbHost host)
    {
        var format = new Option<string>("--format") { Description = "jsonl or csv (shipped: jsonl).", DefaultValueFactory = _ => "jsonl" };
        format.AcceptOnlyFromAmong("jsonl", "csv");
        var type = new Option<string?>("--type") { Description = "Only this type, such as grant.opened, or kind, such as grant." };
        var subject = new Option<string?>("--subject") { Description = "Only this subject, such as grant:ID." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Only from this moment on." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Only before this moment." };
        var command = new Command("export", "Write entries to stdout, oldest first; exit code 3 when the chain is broken.")
        {
            format,
            type,
            subject,
            from,
            to,
        };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        WriteAsync(
                            services.GetRequiredService<JournalQueries>(),
                            new JournalFilter(
                                Type: parsed.GetValue(type),
                                Subject: parsed.GetValue(subject),
                                From: parsed.GetValue(from),
                                To: parsed.GetValue(to)
                            ),
                            string.Equals(parsed.GetValue(format), "csv", StringComparison.Ordinal)
                                ? JournalExport.CsvAsync
                                : JournalExport.JsonLinesAsync,
                            c
                        ),
                    (found, _) =>
                    {
                        if (found.Intact)
                            return ExitCode.Done;
                        Console.Error.WriteLine(found.Sentence);
                        return ExitCode.DoesNotHold;
                    },
                    ct
                )
        );
        return command;
    }

    /// <summary>The entries are written even when the chain is broken: they are evidence.</summary>
    private static async Task<Outcome<JournalVerification>> WriteAsync(
        JournalQueries journal,
        JournalFilter filter,
        Func<IAsyncEnumerable<JournalEntryView>, Stream, CancellationToken, Task> write,
        CancellationToken ct
    )
    {
        var entries = await journal.ExportAsync(Actor.CommandLine, filter, ct);
        if (!entries.Ok)
            return entries.Refusal;
        await using (var stdout = Console.OpenStandardOutput())
            await write(entries.Value, stdout, ct);
        return await journal.VerifyAsync(Actor.CommandLine, ct);
    }

    private static string Signed(JournalVerification found)
    {
        var signed = found.SignedTo > 0 ? $"Signed to entry {found.SignedTo}." : "No checkpoint was signed yet.";
        return found.Witness is null
            ? signed
            : $"{signed} {found.WitnessTrouble ?? $"The witness {found.Witness} was told to entry {found.WitnessedTo}."}";
    }
}
