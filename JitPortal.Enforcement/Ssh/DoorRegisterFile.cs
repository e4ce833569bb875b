using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>The <see cref="DoorRegister"/> on disk. What is missing or cannot be read counts as lost: then all is revoked that was issued.</summary>
internal sealed class DoorRegisterFile(string folder)
{
    private readonly string _file = Path.Combine(folder, "doors.json");

    /// <summary>The book, and whether it was there.</summary>
    public async Task<(DoorRegister Book, bool Known)> ReadAsync(DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            var text =
                JsonSerializer.Deserialize<Sheet>(await File.ReadAllBytesAsync(_file, ct)) ?? throw new JsonException("It is empty.");
            var doors = text.Doors.Select(Door).ToImmutableDictionary(d => d.Wanted.Grant);
            return (
                new DoorRegister(ulong.Parse(text.Floor, CultureInfo.InvariantCulture), text.Authority, doors, [.. text.Ended]).RaiseFloor(
                    now
                ),
                true
            );
        }
        catch (Exception e)
            when (e
                    is FileNotFoundException
                        or DirectoryNotFoundException
                        or JsonException
                        or FormatException
                        or OverflowException
                        or ArgumentException
            )
        {
            return (DoorRegister.NewAt(now), false);
        }
    }

    public async Task WriteAsync(DoorRegister book, CancellationToken ct)
    {
        var sheet = new Sheet(
            book.Floor.ToString(CultureInfo.InvariantCulture),
            book.Authority,
            [.. book.Doors.Values.Select(Line)],
            book.Ended
        );
        PrivateFolder.Make(folder);
        await AtomicFile.WriteAsync(_file, JsonSerializer.SerializeToUtf8Bytes(sheet), AtomicFile.Private, ct);
    }

    private static SshDoor Door(DoorLine line) =>
        Endpoint.TryParse(line.Service, out var service)
            ? new SshDoor(
                new DesiredDoor(
                    GrantId.Parse(line.Grant, CultureInfo.InvariantCulture),
                    IPAddress.Parse(line.Source),
                    service,
                    line.Deadline
                )
                {
                    Holder = line.Holder,
                },
                line.OpenedAt,
                line.Latest
            )
            : throw new FormatException(line.Service);

    private static DoorLine Line(SshDoor door) =>
        new(
            door.Wanted.Grant.ToString(),
            door.Wanted.Source.ToString(),
            door.Wanted.Service.ToString(),
            door.Wanted.Deadline,
            door.Wanted.Holder,
            door.OpenedAt,
            door.Latest
        );

    private sealed record Sheet(string Floor, string? Authority, IReadOnlyList<DoorLine> Doors, IReadOnlyList<EndedSerial> Ended);

    private sealed record DoorLine(
        string Grant,
        string Source,
        string Service,
        DateTimeOffset Deadline,
        string Holder,
        DateTimeOffset OpenedAt,
        DateTimeOffset Latest
    );
}
