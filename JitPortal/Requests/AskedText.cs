using JitPortal.Policies;
using JitPortal.Policies.Model;

namespace JitPortal.Requests;

/// <summary>Says by name who can decide. NB. Never in the grammar of rules: a requester knows colleagues, not groups.</summary>
internal static class AskedText
{
    /// <summary>From here on people are counted instead of named.</summary>
    private const int Many = 3;

    /// <param name="own">The requester reads it.</param>
    /// <param name="said">Ids of those who have said yes already; one person counts once.</param>
    /// <param name="wait">For the stage that is being asked: what happens when nobody decides.</param>
    public static AskedStageView Of(
        StagePeople people,
        Stage stage,
        string requesterId,
        string? managerId,
        bool own,
        IReadOnlyCollection<string> said,
        StageWait? wait = null
    )
    {
        var (words, all) = Named(stage.Approvers);
        var names = all.DistinctBy(p => p.UserId, StringComparer.Ordinal).Select(p => p.Name).ToList();
        var joined = string.Join(words.Exists(w => w.Contains(',', StringComparison.Ordinal)) ? ", or " : " or ", words);
        return new AskedStageView(
            stage.Needed,
            words.Count == 0 ? "nobody: there is no one who can decide this now"
                : stage.Needed == 1 ? joined
                : $"{Counting.Of(stage.Needed)} people of: {joined}",
            words,
            names
        )
        {
            RemindAt = wait?.RemindAt,
            RemindedAt = wait?.Stage.RemindedAt,
            EscalateAt = wait?.EscalateAt,
            EscalateTo = wait?.EscalateAt is null ? [] : Named(stage.NotYetAsked()).Words,
        };

        (List<string> Words, List<NamedPerson> All) Named(IReadOnlyList<ApproverSpec> approvers)
        {
            List<string> texts = [];
            List<NamedPerson> everybody = [];
            HashSet<string> named = new(StringComparer.Ordinal);
            foreach (var approver in approvers)
            {
                var able = people.Named(approver, requesterId, managerId).Able.Where(p => !said.Contains(p.UserId)).ToList();
                // Who was named before is not named again; where people are counted, everybody is.
                var others = able.Count < Many ? able.Where(p => !named.Contains(p.UserId)).ToList() : able;
                everybody.AddRange(able);
                if (others.Count == 0)
                    continue;
                texts.Add(Words(approver, others, own));
                if (able.Count < Many)
                    named.UnionWith(others.Select(p => p.UserId));
            }

            return ([.. texts.Distinct(StringComparer.Ordinal)], everybody);
        }
    }

    private static string Words(ApproverSpec approver, List<NamedPerson> able, bool own) =>
        approver.Kind switch
        {
            ApproverKind.Manager => $"{able[0].Name}, {(own ? "your" : "the requester's")} manager",
            ApproverKind.Role when able.Count >= Many => $"one of {able.Count} approvers",
            ApproverKind.Owner when able.Count >= Many => $"one of {able.Count} owners in {approver.Name}",
            ApproverKind.Group when able.Count >= Many => $"one of {able.Count} people in {approver.Name}",
            _ => string.Join(" or ", able.Select(p => p.Name)),
        };
}
