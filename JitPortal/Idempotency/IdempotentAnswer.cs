using System.Text.Json;

namespace JitPortal.Idempotency;

/// <summary>What a remembered call answered.</summary>
public sealed record IdempotentAnswer(int Status, string Body)
{
    /// <summary>
    /// What the call changed, such as <c>request:ID</c>, where the portal was ended before it had answered; null where the answer is known.
    /// </summary>
    public IReadOnlyList<string>? Changed => Status == RunningCall.AnswerUnknown ? JsonSerializer.Deserialize<string[]>(Body) : null;
}
