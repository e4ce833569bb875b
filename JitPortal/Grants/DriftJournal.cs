using JitPortal.Enforcement.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>Writes down what stood at an enforcement point that no grant explains, with before and after.</summary>
internal sealed class DriftJournal(JournaledWrite write, GrantMeasures measures)
{
    public async Task WriteAsync(string point, IReadOnlyList<Drift> found, CancellationToken ct)
    {
        if (found.Count == 0)
            return;
        (
            await write.RunAsync<Unit>(
                Actor.System,
                (_, scope) =>
                {
                    foreach (var drift in found)
                        scope.Record(
                            GrantEvents.Drift,
                            GrantEvents.PointSubject(point),
                            new
                            {
                                point,
                                kind = drift.Kind,
                                found = drift.Sentence,
                                before = drift.Before,
                                after = drift.After,
                                at = drift.At,
                                grant = drift.Grant?.ToString(),
                            }
                        );
                    scope.Publish(Topic.Grants, point);
                    return Task.FromResult<Outcome<Unit>>(Unit.Done);
                },
                ct
            )
        ).Required();
        measures.Drifted(point, found.Count);
    }
}
