using JitPortal.Shared;

namespace JitPortal.Grants.Model;

/// <summary>One enforcement point's part of a grant: the grant is open when all its doors are, and closed when all are shut.</summary>
public sealed class GrantDoor
{
    public GrantId GrantId { get; set; }

    /// <summary>Name of the enforcement point, as the settings have it.</summary>
    public required string Point { get; set; }

    /// <summary>Place among the grant's points, as the policy names them.</summary>
    public int Rank { get; set; }

    public DoorState State { get; set; }

    /// <summary>Where people connect for this door; null before it opened.</summary>
    public string? Host { get; set; }

    public int? Port { get; set; }

    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>When nothing could pass any more, as far as the point knows.</summary>
    public DateTimeOffset? LastByteAt { get; set; }

    /// <summary>Tries of the present step (opening or closing) that failed.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    public string? LastError { get; set; }

    internal void Stands(string host, int port) => (State, Host, Port) = (DoorState.Open, host, port);

    internal void Failed(string error, DateTimeOffset now)
    {
        Attempts++;
        LastError = error;
        NextAttemptAt = now + BackOff.After(Attempts);
    }

    internal void Begins(DateTimeOffset? at) => (Attempts, LastError, NextAttemptAt) = (0, null, at);
}
