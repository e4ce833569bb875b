using System.Net;

namespace JitPortal.Policies.Model;

/// <summary>Everything that an evaluation looks at: who, what, and how it is asked for. One record a service.</summary>
/// <param name="Asked">Null = the policy's default duration.</param>
/// <param name="StartAt">Null = as soon as it is approved.</param>
/// <param name="Source">The address that the access would be pinned to; null = not known.</param>
public sealed record Facts(
    RequesterFacts Requester,
    SeenService Service,
    TimeSpan? Asked,
    string? Reason,
    string? Ticket,
    DateTimeOffset? StartAt,
    IPAddress? Source,
    DateTimeOffset Now
)
{
    /// <summary>What is known about <see cref="Source"/>; null = nobody looked.</summary>
    public SourceFacts? From { get; init; }
}

/// <summary>Who asks, as Identity knows them at this moment.</summary>
/// <param name="Groups">Compared without case.</param>
public sealed record RequesterFacts(string UserId, string Email, IReadOnlySet<string> Groups, string? ManagerId);

/// <summary>What is known about the address that access would be for.</summary>
/// <param name="Known">The person is known to come from it.</param>
/// <param name="Whose">Whose it is else, in words: <c>the host db7 in the inventory</c>; null when nothing is known of it.</param>
public sealed record SourceFacts(bool Known, string? Whose = null);
