using System.Text.Json.Serialization;

namespace JitPortal.Requests;

/// <summary>What a person asks for.</summary>
/// <param name="Services">Ids of services, or <c>address:port/protocol</c>.</param>
/// <param name="Duration">Counted from opening; null = what the policy offers.</param>
/// <param name="StartAt">Not before this; null = as soon as it is approved.</param>
/// <param name="Source">The only address that may use it; null = that of the connection.</param>
/// <param name="Again">Asks for a second one though an equal one is open or waits.</param>
public sealed record Ask(
    [property: JsonConverter(typeof(ServiceNamesJson))] string[] Services,
    TimeSpan? Duration = null,
    string? Reason = null,
    string? Ticket = null,
    DateTimeOffset? StartAt = null,
    string? Source = null,
    bool Again = false);
