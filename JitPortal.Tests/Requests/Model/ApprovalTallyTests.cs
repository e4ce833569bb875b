using CsCheck;
using JitPortal.Policies.Model;
using JitPortal.Requests.Model;

namespace JitPortal.Tests.Requests.Model;

public sealed class ApprovalTallyTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] People = ["ida", "a", "b", "c", "d", "e"];
    private static readonly string[] Groups = ["dba", "security", "web"];

    private static readonly Gen<IReadOnlyList<Stage>> GenStages = Gen.Select(
            Gen.Int[0, 2],
            Gen.Int[1, 3],
            (group, needed) => new Stage([new ApproverSpec(ApproverKind.Group, Groups[group])], needed)
        )
        .List[1, 3]
        .Select(l => (IReadOnlyList<Stage>)l);

    /// <summary>Who is in which group, by chance; people may be in all of them.</summary>
    private static readonly Gen<bool[]> GenMembership = Gen.Bool.Array[People.Length * Groups.Length];

    [Fact]
    public void Of_AnyOrderAndRepeats_CountsDifferentPeople() =>
        Gen.Select(GenStages, Gen.Int[0, 5].List[0, 12])
            .Sample(
                (stages, clicks) =>
                {
                    var tally = ApprovalTally.Of(stages, clicks.Select(c => People[c]));
                    var different = clicks.Distinct().Count();
                    Assert.Equal(different >= stages.Sum(s => s.Needed), tally.Complete);
                    Assert.Equal(tally, ApprovalTally.Of(stages, clicks.Concat(clicks).Select(c => People[c])));
                    Assert.True(tally.Missing >= 0 && tally.Stage <= stages.Count);
                }
            );

    [Fact]
    public void Approve_RandomClicks_OnlyEnoughDifferentPeopleOfTheRightGroupsApprove() =>
        Gen.Select(GenStages, GenMembership, Gen.Int[0, 5].List[0, 20])
            .Sample(
                (stages, members, clicks) =>
                {
                    var request = RequestTransitionsTests.Request();
                    foreach (var click in clicks)
                        request.Approve(stages, null, Person(click, members), null, null, Now);

                    Assert.DoesNotContain(request.Decisions, d => d.ById == "ida");
                    Assert.Equal(request.Decisions.Count, request.Decisions.Select(d => d.ById).Distinct(StringComparer.Ordinal).Count());
                    Assert.Equal(request.State == RequestState.Approved, request.Decisions.Count == stages.Sum(s => s.Needed));
                    var stage = 0;
                    var given = 0;
                    foreach (var decision in request.Decisions)
                    {
                        Assert.Contains(stages[stage].Approvers[0].Name!, Person(Array.IndexOf(People, decision.ById), members).Groups);
                        if (++given == stages[stage].Needed)
                            (stage, given) = (stage + 1, 0);
                    }
                },
                iter: 5_000
            );

    private static ApproverRights Person(int index, bool[] members) =>
        new(
            People[index],
            $"{People[index]}@example.org",
            Groups.Where((_, g) => members[(index * Groups.Length) + g]).ToHashSet(StringComparer.OrdinalIgnoreCase),
            IsApprover: true
        );
}
