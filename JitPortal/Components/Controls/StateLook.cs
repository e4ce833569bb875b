namespace JitPortal.Components.Controls;

/// <summary>How a state of a request, grant, scan or host is shown: never by colour alone.</summary>
/// <param name="Chip">Class of the chip; empty is the neutral one.</param>
internal sealed record StateLook(string Chip, string Icon, string Word)
{
    /// <summary>States as domain.md writes them. An unknown one is shown as it is.</summary>
    public static StateLook Of(string state) =>
        state switch
        {
            "Pending" => new("wa", "clock", "Waiting"),
            "Approved" => new("okc", "check", "Approved"),
            "Denied" => new("ba", "cross", "Denied"),
            "Withdrawn" => new("", "dash", "Withdrawn"),
            "Lapsed" => new("", "clock", "Lapsed"),
            "Scheduled" => new("", "calendar", "Scheduled"),
            "Opening" => new("ac", "clock", "Opening"),
            "Open" => new("ac", "timer", "Open"),
            "Suspended" => new("wa", "stop", "Suspended"),
            "Closing" => new("solid", "alert", "Closing"),
            "Closed" => new("", "check", "Closed"),
            "ClosedProved" => new("okc", "check", "Closed, proved shut"),
            "ClosedUnverified" => new("wa", "info", "Closed, could not be verified"),
            "ClosedOpen" => new("solid", "alert", "Still open"),
            "Queued" => new("", "clock", "Queued"),
            "Running" => new("ac", "scan", "Running"),
            "Completed" => new("okc", "check", "Completed"),
            "Incomplete" => new("wa", "alert", "Incomplete"),
            "Failed" => new("ba", "cross", "Failed"),
            "Cancelled" => new("", "dash", "Cancelled"),
            "Interrupted" => new("wa", "alert", "Interrupted"),
            "Up" => new("okc", "check", "Up"),
            "Gone" => new("gone", "dash", "Gone"),
            "Disabled" => new("", "cross", "Disabled"),
            _ => new("", "info", state),
        };
}
