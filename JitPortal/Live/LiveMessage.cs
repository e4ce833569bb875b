namespace JitPortal.Live;

/// <summary>Something changed: the topic and the id of the thing, never the thing itself.</summary>
public readonly record struct LiveMessage(Topic Topic, string Id);
