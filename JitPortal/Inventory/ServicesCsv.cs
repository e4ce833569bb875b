using System.Globalization;
using CsvHelper;
using JitPortal.Inventory.Model;

namespace JitPortal.Inventory;

/// <summary>
/// Services as CSV. NB. Names and versions were chosen by scanned hosts: a text that a spreadsheet would take for a formula is escaped
/// (OWASP, CSV injection).
/// </summary>
internal static class ServicesCsv
{
    public static async Task WriteAsync(IAsyncEnumerable<ServiceLine> services, Stream body, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(body, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        csv.WriteHeader(
            "address",
            "hostnames",
            "port",
            "protocol",
            "state",
            "service",
            "product",
            "version",
            "sensitivity",
            "tags",
            "owner",
            "findings",
            "firstSeen",
            "lastSeen",
            "vantages",
            "site"
        );
        await foreach (var s in services.WithCancellation(ct))
        {
            csv.WriteField(s.Address);
            csv.WriteField(string.Join(' ', s.Hostnames));
            csv.WriteField(s.Port, default, CultureInfo.InvariantCulture);
            csv.WriteField(ServiceViews.ProtocolName(s.Protocol));
            csv.WriteField(PortStateText.Of(s.State));
            csv.WriteField(s.Name);
            csv.WriteField(s.Product);
            csv.WriteField(s.Version);
            csv.WriteField(s.Sensitivity.ToString());
            csv.WriteField(string.Join(' ', s.Tags));
            csv.WriteField(s.Owner);
            csv.WriteField(s.Findings);
            csv.WriteField(s.FirstSeen);
            csv.WriteField(s.LastSeen);
            csv.WriteField(string.Join(' ', s.Vantages));
            csv.WriteField(s.Site);
            await csv.EndRecordAsync(ct);
        }
    }
}
