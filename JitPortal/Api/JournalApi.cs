using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>The audit log.</summary>
internal static class JournalApi
{
    public static void MapJournal(this RouteGroupBuilder api)
    {
        var journal = api.MapGroup("/journal").WithTags("Journal");
        journal
            .MapGet(
                "",
                async (ApiActor caller, JournalQueries queries, [AsParameters] JournalSearch search, CancellationToken ct) =>
                    Respond.With(await queries.ListAsync(caller.Actor, search.ToFilter(), ct))
            )
            .WithSummary("Entries, oldest first");
        journal
            .MapGet(
                "/verify",
                async (ApiActor caller, JournalQueries queries, CancellationToken ct) =>
                    Respond.With(await queries.VerifyAsync(caller.Actor, ct))
            )
            .WithSummary("Walk the chain and compare it with the signed checkpoints");
        journal
            .MapGet(
                "/export",
                async (
                    ApiActor caller,
                    JournalQueries queries,
                    [AsParameters] JournalSearch search,
                    string? format,
                    CancellationToken ct
                ) =>
                    (format ?? "jsonl") switch
                    {
                        "jsonl" => File(
                            await queries.ExportAsync(caller.Actor, search.ToFilter(), ct),
                            "application/x-ndjson",
                            "journal.jsonl",
                            JournalExport.JsonLinesAsync
                        ),
                        "csv" => File(
                            await queries.ExportAsync(caller.Actor, search.ToFilter(), ct),
                            "text/csv",
                            "journal.csv",
                            JournalExport.CsvAsync
                        ),
                        _ => Respond.Problem(ChoiceText.Unknown("format", format, ["jsonl", "csv"])),
                    }
            )
            .Produces<Stream>(contentType: "application/x-ndjson", additionalContentTypes: "text/csv")
            .WithSummary("All entries that the search finds, as JSON Lines or CSV");
    }

    private static IResult File(
        Outcome<IAsyncEnumerable<JournalEntryView>> entries,
        string contentType,
        string name,
        Func<IAsyncEnumerable<JournalEntryView>, Stream, CancellationToken, Task> write
    ) =>
        entries.Ok
            ? Results.Stream(body => write(entries.Value, body, CancellationToken.None), contentType, name)
            : Respond.Problem(entries.Refusal);
}
