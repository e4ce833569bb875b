using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>One thing to tell the receiver about one grant. The same through all its tries, so that its id makes them one.</summary>
/// <param name="Generation">
/// Grows with every event of a grant; a receiver ignores what is not newer than what it knows. Taken from the clock, so that it grows
/// even when the portal lost its notes.
/// </param>
internal sealed record WebhookEvent(DesiredDoor Door, WebhookAction Action, long Generation, DateTimeOffset Created)
{
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Door.Grant}:{Word}:{Generation}");

    public string Word =>
        Action switch
        {
            WebhookAction.Open => "open",
            WebhookAction.Move => "move",
            _ => "close",
        };

    public static WebhookEvent Next(DesiredDoor door, WebhookAction action, WebhookEvent? before, DateTimeOffset now) =>
        new(door, action, Math.Max((before?.Generation ?? 0) + 1, now.ToUnixTimeMilliseconds()), now);

    public byte[] Body() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Envelope(
                $"access.{Word}",
                Created.UtcDateTime,
                new Payload(
                    Door.Grant.ToString(),
                    Generation,
                    Door.Source.ToString(),
                    Door.Service.ToString(),
                    Door.Holder,
                    Door.Deadline.UtcDateTime
                )
            )
        );

    private sealed record Envelope(
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("timestamp")] DateTime Timestamp,
        [property: JsonPropertyName("data")] Payload Data
    );

    private sealed record Payload(
        [property: JsonPropertyName("grant")] string Grant,
        [property: JsonPropertyName("generation")] long Generation,
        [property: JsonPropertyName("source")] string Source,
        [property: JsonPropertyName("service")] string Service,
        [property: JsonPropertyName("holder")] string Holder,
        [property: JsonPropertyName("deadline")] DateTime Deadline
    );
}

/// <summary>What an event asks of the receiver.</summary>
internal enum WebhookAction
{
    /// <summary>Let this grant in as the event says, whatever was said of it before.</summary>
    Open,

    /// <summary>Only the deadline is another one; connections stay.</summary>
    Move,

    /// <summary>End it with everything that lives through it; nothing to do when it is not there.</summary>
    Close,
}
