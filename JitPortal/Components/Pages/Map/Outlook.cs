using System.Globalization;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Inventory;
using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Map;

/// <summary>In one line, what asking for a service would lead to for the person who looks at it.</summary>
/// <param name="Until">Deadline, when it is open for them.</param>
public sealed record Outlook(string Icon, string Ink, string Sentence, DateTimeOffset? Until = null)
{
    // A preview needs a reason as a request does; it is judged and forgotten.
    private const string Reason = "Looking at what the policy would say.";

    public static async Task<IReadOnlyDictionary<long, Outlook>> OfAsync(
        RequestService desk,
        Actor actor,
        IReadOnlyList<ServiceView> services,
        IReadOnlyList<GrantView> grants,
        CancellationToken ct
    )
    {
        Dictionary<long, Outlook> found = [];
        foreach (var service in services)
        {
            var mine = grants.FirstOrDefault(g => g.HolderId == actor.UserId && g.State == GrantState.Open && g.Service.Id == service.Id);
            if (mine is not null)
            {
                found[service.Id] = new Outlook("timer", "acc", "Open for you", mine.Deadline);
                continue;
            }

            var preview = await desk.PreviewAsync(actor, new Ask([service.Id.ToString(CultureInfo.InvariantCulture)], Reason: Reason), ct);
            found[service.Id] = preview.Ok ? Of(preview.Value.Verdict) : new Outlook("cross", "bad", preview.Refusal.Sentence);
        }

        return found;
    }

    internal static Outlook Of(Verdict verdict) =>
        verdict.Decision switch
        {
            PolicyDecision.Allow => new Outlook(
                "check",
                "ok",
                $"Approved automatically, up to {DurationText.ToWords(verdict.MaxDuration)}"
            ),
            PolicyDecision.Ask => new Outlook("person", "muted", $"Asks {string.Join(", then ", verdict.Stages.Select(Words))}"),
            _ => new Outlook(
                "cross",
                "bad",
                verdict.Conditions.FirstOrDefault(c => c.Kind == ConditionKind.Unsatisfied)?.Sentence ?? verdict.Summary
            ),
        };

    // A stage is written about "the requester"; here it is the reader.
    private static string Words(Stage stage) =>
        stage.ToWords().Replace(ApproverSpec.Manager.ToWords(), "your manager", StringComparison.Ordinal);
}
