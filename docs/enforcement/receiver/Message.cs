using System.Text.Json.Serialization;

namespace ReferenceReceiver;

/// <summary>The body of a request of the portal.</summary>
public sealed record Message([property: JsonRequired] string Type, [property: JsonRequired] MessageData Data);
