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

    internal List<(string Type, string Subject, object? Data)> Entries { get; } = [];

    internal List<LiveMessage> Messages { get; } = [];

    internal List<Func<Task>> Afterwards { get; } = [];

    /// <summary>Appends an entry when the write commits. <paramref name="data"/> is written as canonical JSON; never put a secret in it.</summary>
    public void Record(string type, string subject, object? data = null) => Entries.Add((type, subject, data));

    /// <summary>Tells live pages after the commit.</summary>
    public void Publish(Topic topic, string id = "") => Messages.Add(new LiveMessage(topic, id));

    /// <summary>Runs after the commit: timers, wake-ups. It must be something that a restart would make good, for a crash may skip it.</summary>
    public void AfterCommit(Func<Task> work) => Afterwards.Add(work);
}
