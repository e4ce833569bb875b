using System.Text.Json;
using JitPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Idempotency;

/// <summary>
/// The call with an <c>Idempotency-Key</c> that is being carried out. What it changes notes itself beside the key, in the same
/// transaction: so a portal that is killed before it answered knows afterwards whether the call took effect.
/// </summary>
internal sealed class RunningCall
{
    /// <summary>In the place of an HTTP status: the effect stands, the answer is not known.</summary>
    internal const int AnswerUnknown = 0;

    private static readonly AsyncLocal<RunningCall?> Now = new();
    private readonly string _userId;
    private readonly string _key;

    private RunningCall(string userId, string key) => (_userId, _key) = (userId, key);

    /// <summary>Null outside such a call.</summary>
    public static RunningCall? Current => Now.Value;

    /// <summary>For the caller and what it awaits, until its method returns.</summary>
    internal static void Begin(string userId, string key) => Now.Value = new RunningCall(userId, key);

    /// <summary>What the transaction of <paramref name="db"/> is about to commit is this call's effect.</summary>
    /// <param name="subjects">What the journal entries are about, such as <c>request:ID</c>.</param>
    public Task NoteAsync(PortalDb db, IReadOnlyList<string> subjects, CancellationToken ct)
    {
        var text = JsonSerializer.Serialize(subjects);
        return db
            .IdempotentCalls.Where(c => c.UserId == _userId && c.Key == _key && c.Status == null)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Status, AnswerUnknown).SetProperty(c => c.Body, text), ct);
    }
}
