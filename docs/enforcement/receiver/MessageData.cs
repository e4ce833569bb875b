using System.Text.Json.Serialization;

namespace ReferenceReceiver;

/// <summary>The part of a message that says what.</summary>
public sealed record MessageData(
    [property: JsonRequired] string Grant,
    [property: JsonRequired] long Generation,
    [property: JsonRequired] string Source,
    [property: JsonRequired] string Service,
    string? Holder,
    [property: JsonRequired] DateTimeOffset Deadline
);
