namespace JitPortal.Requests;

/// <summary>What the person has or waits for already, of what they ask for.</summary>
/// <param name="Kind"><c>grant</c> or <c>request</c>.</param>
/// <param name="Id">Of that grant or request.</param>
/// <param name="Service">Address, port and protocol.</param>
/// <param name="Until">When the grant ends or the request lapses; null while that is not known.</param>
/// <param name="Equal">It serves what is asked for: from the same address and at the same time.</param>
public sealed record ExistingAccess(string Kind, string Id, long ServiceId, string Service, DateTimeOffset? Until, string Sentence, bool Equal);
