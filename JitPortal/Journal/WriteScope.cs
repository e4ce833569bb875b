using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Journal;

/// <summary>What one write leaves behind besides its rows: journal entries, messages to live pages, work for after the commit.</summary>
public sealed class WriteScope(Actor actor, DateTimeOffset now)
{
    /// <summary>Who does it.</summary>
    public Actor Actor { get; } = actor;

    /// <summary>The one moment of this write: rows and journal entries carry the same time.</summary>
    public DateTimeOffset Now { get; } = now;

    internal List<(string Type, string Subject, object Fact)> Entries { get; } = [];

    internal List<LiveMessage> Messages { get; } = [];

    internal List<Func<Task>> Afterwards { get; } = [];

    /// <summary>Appends an entry when the write commits. NB. It stays for ever: never put a secret in it.</summary>
    /// <param name="subject">What it happened to: kind and identity, such as <c>grant:0192…</c>.</param>
    public void Record<T>(string subject, T fact)
        where T : IFact => Entries.Add((T.Type, subject, fact));

    /// <summary>Tells live pages after the commit.</summary>
    public void Publish(Topic topic, string id = "") => Messages.Add(new LiveMessage(topic, id));

    /// <summary>Runs after the commit: timers, wake-ups. It must be something that a restart would make good, for a crash may skip it.</summary>
    public void AfterCommit(Func<Task> work) => Afterwards.Add(work);
}
