using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>
/// Tries of somebody who sits at a session already: counted for that session, so that whoever found it open guesses no password there,
/// and locks nobody else out.
/// </summary>
internal static class OwnTries
{
    public static string LaneOf(Actor actor) => $"own {actor.UserId} {actor.Session}";
}
