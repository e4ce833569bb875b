namespace JitPortal.Shared;

/// <summary>How an actor reached the portal.</summary>
public enum ActorKind
{
    /// <summary>A person in a browser.</summary>
    Person,

    /// <summary>A process that holds a person's API token.</summary>
    Token,

    /// <summary>Whoever has a shell on the portal's machine and its data folder.</summary>
    CommandLine,

    /// <summary>The portal itself: timers, reconciler.</summary>
    System,
}
