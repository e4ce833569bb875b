using System.Collections.Immutable;
using System.Globalization;
using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>Reads one rule of the YAML form.</summary>
internal static class RuleReader
{
    private const int MaxNameLength = 100;

    private const int MaxSentenceLength = 500;

    public static PolicyRule Read(YamlMap map)
    {
        var name = map.Required("name") ?? "";
        if (name.Length > MaxNameLength || name.Any(char.IsControl))
            map.Problem("name", $"A rule's name is one line of at most {MaxNameLength} characters.");
        var sentence = map.Text("sentence") ?? "";
        if (sentence.Length > MaxSentenceLength)
            map.Problem("sentence", $"A rule's sentence has at most {MaxSentenceLength} characters.");
        map.Required("decision");
        var rule = new PolicyRule
        {
            Name = name,
            Decision = map.Value("decision", Decision),
            Sentence = sentence,
            Match = map.Map("match") is { } match ? MatchReader.Read(match) : Match.Everything,
            Stages = [.. map.Maps("stages").Select(Stage)],
            Limits = map.Map("limits") is { } limits ? LimitsReader.Read(limits) : Limits.None,
            Extend = map.Map("extend") is { } extend ? Extend(extend) : null,
            Enforce = [.. map.Named("enforce", MentionKind.Point)],
            Lease = map.Value("lease", Lease),
            OnPolicyChange = map.Has("onPolicyChange") ? map.Value("onPolicyChange", OnPolicyChange) : PolicyChangeEffect.End,
            BreakGlassGroups = map.Map("breakGlass") is { } glass ? Groups(glass) : [],
        };
        if (rule.Stages.Count > 0 && rule.Decision is PolicyDecision.Allow or PolicyDecision.Deny)
            map.Problem("stages", "Stages belong to the decision ask; with allow and deny nobody is asked.");
        map.Mention(MentionKind.Rule, rule.Name, "name");
        map.RefuseTheRest();
        return rule;
    }

    public static (PolicyDecision Value, string? Problem) Decision(string text) =>
        text.ToLowerInvariant() switch
        {
            "allow" => (PolicyDecision.Allow, null),
            "ask" => (PolicyDecision.Ask, null),
            "deny" => (PolicyDecision.Deny, null),
            _ => (default, $"“{text}” is not a decision; write allow, ask or deny."),
        };

    private static (LeaseKind Value, string? Problem) Lease(string text) =>
        text.ToLowerInvariant() switch
        {
            "full" => (LeaseKind.Full, null),
            "dead-man" => (LeaseKind.DeadMan, null),
            _ => (default, $"“{text}” is not a lease; write full or dead-man."),
        };

    private static (PolicyChangeEffect Value, string? Problem) OnPolicyChange(string text) =>
        text.ToLowerInvariant() switch
        {
            "end" => (PolicyChangeEffect.End, null),
            "keep" => (PolicyChangeEffect.Keep, null),
            _ => (PolicyChangeEffect.End, $"“{text}” is not understood; write end or keep."),
        };

    private static Stage Stage(YamlMap map)
    {
        var approvers = map.Values("approvers", Approver, Mentioned(map));
        var needed = map.Value("needed", Needed) ?? 1;
        if (approvers.Count == 0)
            map.Problem("approvers", "A stage names who may decide: owner, manager, group:NAME, user:EMAIL or role:Approver.");
        if (
            approvers.Count > 0
            && approvers.TrueForAll(a => a.Kind is ApproverKind.User or ApproverKind.Manager)
            && approvers.Distinct().Count() < needed
        )
            map.Problem("needed", $"This stage names {approvers.Distinct().Count()} people and needs {needed}; nobody could pass it.");
        var stage = new Stage(
            approvers,
            needed,
            map.Duration("remindAfter"),
            map.Duration("escalateAfter"),
            map.Values("escalateTo", Approver, Mentioned(map))
        );
        map.Mention(MentionKind.Stage, "", "approvers", stage);
        map.RefuseTheRest();
        return stage;
    }

    private static Action<ApproverSpec, Mention> Mentioned(YamlMap map) =>
        (spec, at) =>
        {
            if (spec.Kind is ApproverKind.Group or ApproverKind.User)
                map.Mentions.Add(
                    at with
                    {
                        Kind = spec.Kind == ApproverKind.Group ? MentionKind.Approvers : MentionKind.Person,
                        Name = spec.Name ?? "",
                    }
                );
        };

    private static (ApproverSpec? Value, string? Problem) Approver(string text) =>
        ApproverSpec.Parse(text) is { } spec
            ? (spec, null)
            : (null, $"“{text}” names nobody; write owner, manager, group:NAME, user:EMAIL or role:Approver.");

    private static (int? Value, string? Problem) Needed(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var needed) && needed is >= 1 and <= 20
            ? (needed, null)
            : (null, $"“{text}” is not a number of people from 1 to 20.");

    private static ExtendRule Extend(YamlMap map)
    {
        var decision = map.Has("decision") ? map.Value("decision", Decision) : PolicyDecision.Ask;
        var extend = new ExtendRule(map.Duration("max"), decision);
        map.RefuseTheRest();
        return extend;
    }

    private static ImmutableArray<string> Groups(YamlMap map)
    {
        var groups = map.Named("groups", MentionKind.Group);
        map.RefuseTheRest();
        return [.. groups];
    }
}
