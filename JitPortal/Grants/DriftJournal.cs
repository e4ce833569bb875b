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
                            Subjects.Point(point),
                            new DriftFound(point, drift.Kind, drift.Sentence, drift.Before, drift.After, drift.At, drift.Grant)
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
