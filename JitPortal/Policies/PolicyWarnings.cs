using JitPortal.Data;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>
/// What a policy text names and the portal does not have now: groups, people, enforcement points, enough approvers. They are warnings,
/// since people come and go and a policy may be saved before them; asking is refused as long as they hold.
/// </summary>
internal static class PolicyWarnings
{
    /// <param name="points">Names of the enforcement points; null = not known here.</param>
    public static async Task<IReadOnlyList<Problem>> OfAsync(PortalDb db, PolicyReading reading, KnownPoints? points, CancellationToken ct)
    {
        if (reading.Book is null)
            return [];
        var stages = reading.Mentions.Select(m => m.Stage).OfType<Stage>().ToList();
        List<ApproverSpec> specs = [.. StagePeople.Specs(stages), ApproverSpec.EveryApprover];
        var people = await StagePeople.LoadAsync(db, specs, [], ct);
        var named = reading.Mentions.Where(m => m.Kind == MentionKind.Group).Select(m => m.Name.ToLowerInvariant()).Distinct().ToList();
        var groups = (await db.Groups.Where(g => named.Contains(g.Name)).Select(g => g.Name).ToListAsync(ct)).ToHashSet(
            StringComparer.OrdinalIgnoreCase
        );
        var known = points?.Names().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. reading.Notices.Where(n => !reading.Mentions.Any(m => m.IsFormerWord && m.Line == n.Line && m.Column == n.Column)),
            .. reading.Mentions.SelectMany(m => Of(m, people, groups, known)),
        ];
    }

    private static IEnumerable<Problem> Of(Mention mention, StagePeople people, HashSet<string> groups, HashSet<string>? points)
    {
        var sentence = mention.Kind switch
        {
            MentionKind.Group when !groups.Contains(mention.Name) => $"There is no group {mention.Name}, so nobody is in it.",
            MentionKind.Approvers when mention.IsFormerWord && !people.HasGroup(mention.Name) => FormerApprovers.Rewritten,
            MentionKind.Approvers when mention.IsFormerWord =>
                "“group:approvers” asks the members of the group approvers only; for everybody with the role Approver write “role:Approver”.",
            MentionKind.Approvers => Nobody(people, new ApproverSpec(ApproverKind.Group, mention.Name)),
            MentionKind.Person => Nobody(people, new ApproverSpec(ApproverKind.User, mention.Name)),
            MentionKind.Point when points?.Contains(mention.Name) == false =>
                $"There is no enforcement point {mention.Name} in the settings, so what needs it is refused. There are: {string.Join(", ", points.Order(StringComparer.OrdinalIgnoreCase))}.",
            MentionKind.Stage => TooFew(people, mention.Stage!),
            _ => null,
        };
        if (sentence is not null)
            yield return mention.Say(sentence);
    }

    private static string? Nobody(StagePeople people, ApproverSpec spec) =>
        people.Named(spec, null, null).WhyNobody() is { } why ? $"Nobody can be asked here: {why}." : null;

    /// <summary>Owners and managers differ from request to request, so a stage that asks them is judged only as far as that goes.</summary>
    private static string? TooFew(StagePeople people, Stage stage)
    {
        var needed = stage.Needed - stage.Approvers.Count(a => a.Kind == ApproverKind.Manager);
        if (stage.Approvers.Any(a => a.Kind == ApproverKind.Owner) || needed < 1)
            return null;
        stage = stage with
        {
            Approvers =
            [
                .. stage.Approvers.Select(a =>
                    a.IsFormerWordForEveryApprover && !people.HasGroup(a.Name!) ? ApproverSpec.EveryApprover : a
                ),
            ],
        };
        var able = people.Able(stage, null, null).Count;
        if (able >= needed)
            return null;
        var escalates = stage.EscalateTo is { Count: > 0 } ? " Those of “escalateTo” are asked at once." : " Whoever asks is refused.";
        return $"Nobody could approve this: it needs {Counting.Of(stage.Needed)} of {string.Join(" or ", stage.Approvers.Select(a => a.ToWords()))}, and {(able == 0 ? "nobody" : $"only {Counting.Of(able)}")} can decide.{escalates}";
    }
}
