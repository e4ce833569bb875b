using JitPortal.Policies.Model;

namespace JitPortal.Policies;

/// <summary>Reads the <c>limits</c> of a rule.</summary>
internal static class LimitsReader
{
    public static Limits Read(YamlMap map)
    {
        var limits = new Limits
        {
            Default = map.Duration("default"),
            Max = map.Duration("max"),
            ReasonRequired = map.Value("reason", Reason),
            Ticket = map.Value<TicketPattern>(
                "ticket",
                text =>
                    TicketPattern.TryParse(text, out var pattern)
                        ? (pattern, null)
                        : (null, $"“{text}” is not a regular expression that runs in linear time (no look-around, no back-references).")
            ),
            FactAge = map.Duration("factAge"),
            StartWithin = map.Duration("startWithin"),
            PendingFor = map.Duration("pendingFor"),
            Windows =
            [
                .. map.Values<TimeWindow>(
                    "windows",
                    text => TimeWindow.TryParse(text, out var window, out var problem) ? (window, null) : (null, problem)
                ),
            ],
            Source = map.Value<SourceLimit?>("source", Source),
            StepUp = [.. map.Values("stepUp", StepUp)],
        };
        if (limits.Default > (limits.Max ?? Limits.ShippedMax))
            map.Problem("default", "“default” is longer than “max”.");
        map.RefuseTheRest();
        return limits;
    }

    private static (bool Value, string? Problem) Reason(string text) =>
        text.ToLowerInvariant() switch
        {
            "required" => (true, null),
            "optional" => (false, null),
            _ => (false, $"“{text}” is not understood; write required or optional."),
        };

    private static (SourceLimit? Value, string? Problem) Source(string text) =>
        text.ToLowerInvariant() switch
        {
            "own" => (SourceLimit.Own, null),
            "any" => (SourceLimit.Any, null),
            _ => (null, $"“{text}” is not understood; write own or any."),
        };

    private static (StepUpMoment Value, string? Problem) StepUp(string text) =>
        text.ToLowerInvariant() switch
        {
            "request" => (StepUpMoment.Request, null),
            "approve" => (StepUpMoment.Approve, null),
            _ => (default, $"“{text}” is not understood; write request or approve."),
        };
}
