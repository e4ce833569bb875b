using System.Globalization;
using System.Text.Json;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// The comment on a temporary role: all that the point needs to know it again after a restart, and what an administrator of the
/// database wants to know of it.
/// </summary>
/// <param name="Until">The VALID UNTIL that was set. Differs from the deadline where the server's clock does.</param>
internal sealed record RoleNote(DesiredDoor Door, DateTimeOffset Until, DateTimeOffset Opened)
{
    private const int Version = 1;

    /// <summary>NB. The serializer's default escaping makes it ASCII without quotes, whatever a holder calls himself and whatever encoding the server has.</summary>
    public string Write() =>
        JsonSerializer.Serialize(
            new Written(
                Version,
                Door.Grant.ToString(),
                Door.Source.ToString(),
                Door.Service.ToString(),
                Text(Door.Deadline),
                Text(Until),
                Text(Opened),
                Door.Holder
            )
        );

    /// <summary>Null when the comment is not one of ours.</summary>
    public static RoleNote? Read(string? comment)
    {
        try
        {
            var note = string.IsNullOrEmpty(comment) ? null : JsonSerializer.Deserialize<Written>(comment);
            if (
                note is not { JitPortal: Version }
                || !Guid.TryParseExact(note.Grant, "n", out var grant)
                || !AddressText.TryParse(note.Source, out var source)
                || !Endpoint.TryParse(note.Service, out var service)
                || !TryMoment(note.Deadline, out var deadline)
                || !TryMoment(note.Until, out var until)
                || !TryMoment(note.Opened, out var opened)
            )
                return null;
            return new RoleNote(
                new DesiredDoor(new GrantId(grant), source, service, deadline) { Holder = note.Holder ?? "" },
                until,
                opened
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static bool TryMoment(string? text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);

    private sealed record Written(
        int JitPortal,
        string? Grant,
        string? Source,
        string? Service,
        string? Deadline,
        string? Until,
        string? Opened,
        string? Holder
    );
}
