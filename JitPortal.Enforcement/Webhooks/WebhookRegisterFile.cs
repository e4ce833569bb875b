using System.Text.Json;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>
/// The <see cref="WebhookRegister"/> on disk, written before anything is sent: a portal that is killed sends again with the same ids, and
/// knows what it still has to close.
/// </summary>
internal sealed class WebhookRegisterFile(string folder, TimeProvider time) : IDisposable
{
    private const string Name = "told.json";

    private readonly Turns _turns = new();
    private readonly string _file = Path.Combine(folder, Name);
    private byte[] _written = [];

    /// <summary>
    /// After a restore: what the receiver was told since the back-up comes along, so that doors which the restored portal does not know
    /// are told to close.
    /// </summary>
    /// <param name="restored">Folder of the book that the back-up brought; it may not be there.</param>
    /// <param name="replaced">Folder of the book that was there before.</param>
    /// <returns>How many grants came along.</returns>
    public static async Task<int> BringAsync(string restored, string replaced, CancellationToken ct)
    {
        var (to, from) = (Path.Combine(restored, Name), Path.Combine(replaced, Name));
        if (!File.Exists(from))
            return 0;
        var lines = File.Exists(to) ? JsonSerializer.Deserialize<List<Line>>(await File.ReadAllBytesAsync(to, ct)) ?? [] : [];
        var known = lines.Select(l => l.Door.Grant).ToHashSet(StringComparer.Ordinal);
        var more = (JsonSerializer.Deserialize<List<Line>>(await File.ReadAllBytesAsync(from, ct)) ?? [])
            .Where(l => !known.Contains(l.Door.Grant))
            .ToList();
        PrivateFolder.Make(restored);
        await AtomicFile.WriteAsync(
            to,
            JsonSerializer.SerializeToUtf8Bytes(lines.Concat(more).OrderBy(l => l.Door.Grant, StringComparer.Ordinal)),
            AtomicFile.Private,
            ct
        );
        return more.Count;
    }

    /// <summary>NB. Throws when the file cannot be understood: without it nobody knows what the receiver still lets in.</summary>
    public async Task LoadAsync(WebhookRegister book, CancellationToken ct)
    {
        try
        {
            var sheet =
                JsonSerializer.Deserialize<List<Line>>(await File.ReadAllBytesAsync(_file, ct)) ?? throw new JsonException("It is empty.");
            // All of it or nothing: half a book would be written over the whole one.
            sheet.ConvertAll(Read).ForEach(book.Put);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Nothing was ever told.
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new IOException(
                $"{_file}, which holds what the receiver was told, is damaged; put it back from a back-up, or remove it once the receiver lets in nothing.",
                e
            );
        }
    }

    public async Task SaveAsync(WebhookRegister book, CancellationToken ct)
    {
        using var turn = await _turns.TakeAsync(ct);
        var sheet = JsonSerializer.SerializeToUtf8Bytes(book.Doors.Select(Write).OrderBy(l => l.Door.Grant, StringComparer.Ordinal));
        if (sheet.AsSpan().SequenceEqual(_written))
            return;
        PrivateFolder.Make(folder);
        await AtomicFile.WriteAsync(_file, sheet, AtomicFile.Private, ct);
        _written = sheet;
    }

    public void Dispose() => _turns.Dispose();

    private static Line Write(WebhookDoor door)
    {
        var message = door.Message;
        return new Line(
            Write(message.Door),
            message.Action,
            message.Generation,
            message.Created,
            door.Opened,
            door.Taken,
            door.LetsIn,
            door.Listed,
            Write(door.Acknowledged)
        );
    }

    private WebhookDoor Read(Line line)
    {
        var message = new WebhookEvent(Read(line.Door), line.Action, line.Generation, line.Created);
        return new WebhookDoor(message, line.Opened, time).Restore(line.Taken, line.LetsIn, line.Listed, Read(line.Acknowledged));
    }

    private static DoorLine Write(DesiredDoor door) =>
        new(door.Grant.ToString(), door.Source.ToString(), door.Service.ToString(), door.Deadline, door.Holder);

    private static DesiredDoor Read(DoorLine line) =>
        Guid.TryParseExact(line.Grant, "n", out var grant)
        && AddressText.TryParse(line.Source, out var source)
        && Endpoint.TryParse(line.Service, out var service)
            ? new DesiredDoor(new GrantId(grant), source, service, line.Deadline) { Holder = line.Holder }
            : throw new FormatException(line.Grant);

    private sealed record Line(
        DoorLine Door,
        WebhookAction Action,
        long Generation,
        DateTimeOffset Created,
        DateTimeOffset Opened,
        bool Taken,
        bool LetsIn,
        bool Listed,
        DoorLine Acknowledged
    );

    private sealed record DoorLine(string Grant, string Source, string Service, DateTimeOffset Deadline, string Holder);
}
