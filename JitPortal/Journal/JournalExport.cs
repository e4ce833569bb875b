using System.Globalization;
using System.Text.Json;
using CsvHelper;

namespace JitPortal.Journal;

/// <summary>Writes entries as JSON Lines or CSV.</summary>
public static class JournalExport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly byte[] NewLine = [(byte)'\n'];

    public static async Task JsonLinesAsync(IAsyncEnumerable<JournalEntryView> entries, Stream body, CancellationToken ct)
    {
        await foreach (var entry in entries.WithCancellation(ct))
        {
            await JsonSerializer.SerializeAsync(body, entry, Json, ct);
            // NB. Not WriteByte: the server refuses to write synchronously.
            await body.WriteAsync(NewLine, ct);
        }

        await body.FlushAsync(ct);
    }

    /// <summary>NB. Texts that a spreadsheet would run as a formula are escaped: reasons and scan texts come from people and machines we do not trust.</summary>
    public static async Task CsvAsync(IAsyncEnumerable<JournalEntryView> entries, Stream body, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(body, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader("seq", "at", "actor", "type", "subject", "data", "hash", "previousHash");
        await foreach (var entry in entries.WithCancellation(ct))
        {
            csv.WriteField(entry.Seq, default, CultureInfo.InvariantCulture);
            csv.WriteField(entry.At);
            csv.WriteField(entry.Actor);
            csv.WriteField(entry.Type);
            csv.WriteField(entry.Subject);
            csv.WriteField(entry.Data.GetRawText());
            csv.WriteField(entry.Hash);
            csv.WriteField(entry.PreviousHash);
            await csv.EndRecordAsync(ct);
        }
    }
}
