using System.Text.Json;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>What the receiver answered when it was asked for its grants; or why nobody knows.</summary>
/// <param name="Asked">Time stamp of the clock that nobody sets; only what was taken before has to be in it.</param>
internal sealed record WebhookList(long Asked, IReadOnlyDictionary<GrantId, ListedGrant>? Grants, string? Trouble)
{
    /// <summary>Reads <c>{ "grants": [ { "grant", "source", "service", "deadline" } ] }</c>. NB. One entry that cannot be read makes the whole list worth nothing: it may be the one that should be closed.</summary>
    public static WebhookList Read(long asked, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var grants = new Dictionary<GrantId, ListedGrant>();
            foreach (var entry in json.RootElement.GetProperty("grants").EnumerateArray())
                if (Entry(entry) is not { } listed || !grants.TryAdd(listed.Door.Grant, listed))
                    return new WebhookList(asked, null, "The receiver's list has an entry that is no grant, or is there twice.");
            return new WebhookList(asked, grants, null);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new WebhookList(asked, null, "The receiver's list is not the JSON that was agreed on.");
        }
    }

    private static ListedGrant? Entry(JsonElement entry)
    {
        if (
            !Guid.TryParseExact(entry.GetProperty("grant").GetString(), "n", out var grant)
            || !AddressText.TryParse(entry.GetProperty("source").GetString(), out var source)
            || !Endpoint.TryParse(entry.GetProperty("service").GetString(), out var service)
            || !entry.GetProperty("deadline").TryGetDateTimeOffset(out var deadline)
        )
            return null;
        var raw = entry.GetRawText();
        return new ListedGrant(new DesiredDoor(new GrantId(grant), source, service, deadline), raw.Length <= 500 ? raw : raw[..500]);
    }
}

/// <summary>A grant that the receiver says it lets in.</summary>
/// <param name="Raw">As it was written, for the journal.</param>
internal sealed record ListedGrant(DesiredDoor Door, string Raw);
