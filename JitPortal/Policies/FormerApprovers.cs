using System.Text.RegularExpressions;
using JitPortal.Data;
using JitPortal.Policies.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Policies;

/// <summary>
/// Earlier versions read <c>group:approvers</c> as everybody with the role Approver. Where no group has that name, a text that says so
/// is rewritten to <c>role:Approver</c> before it counts; where there is one, it means that group.
/// </summary>
internal static partial class FormerApprovers
{
    public const string Rewritten =
        "There is no group approvers, so “group:approvers” is saved as “role:Approver”, everybody with the role Approver. Write “role:Approver”.";

    public static Task<bool> IsAGroupAsync(PortalDb db, CancellationToken ct) =>
        db.Groups.AnyAsync(g => g.Name == ApproverSpec.FormerlyEveryApprover, ct);

    /// <summary>The text that counts.</summary>
    public static async Task<string> RewriteAsync(PortalDb db, string yaml, CancellationToken ct)
    {
        var places = PolicyYaml.Read(yaml, AsSaved).Mentions.Where(m => m.IsFormerWord).ToList();
        return places.Count == 0 || await IsAGroupAsync(db, ct) ? yaml : Rewrite(yaml, places);
    }

    /// <summary>A version above none: what is only minded in new texts is not minded here.</summary>
    private const int AsSaved = 1;

    /// <summary>Only at the places where the reader saw it, so that a sentence or a comment with these words stays. The last place goes first.</summary>
    private static string Rewrite(string yaml, IEnumerable<Mention> places)
    {
        foreach (var at in places.OrderByDescending(p => p.Line).ThenByDescending(p => p.Column))
        {
            var start = 0;
            for (var line = 1; line < at.Line && start >= 0; line++)
                start = yaml.IndexOf('\n', start) + 1;
            var from = start + at.Column - 1;
            if (from <= yaml.Length)
                yaml = OldWord().Replace(yaml, m => $"{m.Groups["before"].Value}{ApproverSpec.EveryApprover.ToText()}", 1, from);
        }

        return yaml;
    }

    [GeneratedRegex(
        """\G(?<before>\s*["']?\s*)group\s*:\s*approvers""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OldWord();
}
