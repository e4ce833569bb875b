using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Tests.Requests;
using Microsoft.EntityFrameworkCore;
using static JitPortal.Tests.Requests.RequestFixture;

namespace JitPortal.Tests.Policies;

/// <summary>A word that once meant a role does not look like a group any more, and old texts go on to mean what they meant.</summary>
public sealed class FormerApproversTests
{
    private const string Old = """
        # group:approvers is everybody
        rules:
          - name: r
            decision: ask
            sentence: Ask group:approvers.
            stages:
              - { approvers: [owner, "group:approvers"], escalateTo: [Group:Approvers] }
        """;

    [Fact]
    public async Task Save_OldWordAndNoSuchGroup_IsSavedAsTheRoleAndSaysSo()
    {
        await using var fixture = await CreateAsync();
        var saved = (await fixture.Books.SaveAsync(Person("olga"), Old, Ct)).Required();
        Assert.Equal(
            Old.Replace("\"group:approvers\"", "\"role:Approver\"", StringComparison.Ordinal)
                .Replace("Group:Approvers", "role:Approver", StringComparison.Ordinal),
            saved.Yaml
        );
        Assert.Contains(
            saved.Notices,
            n => n.StartsWith("line 7, column ", StringComparison.Ordinal) && n.Contains("role:Approver", StringComparison.Ordinal)
        );
        var request = await fixture.SubmitAsync();
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Value!.State);
    }

    [Fact]
    public async Task Save_OldWordAndAGroupOfThatName_MeansTheGroup()
    {
        await using var fixture = await CreateAsync();
        await fixture.JoinsAsync("mira", "approvers");
        var saved = (await fixture.Books.SaveAsync(Person("olga"), Old, Ct)).Required();
        Assert.Equal(Old, saved.Yaml);
        Assert.Contains(saved.Notices, n => n.Contains("members of the group approvers only", StringComparison.Ordinal));
        var request = await fixture.SubmitAsync();
        Assert.Equal("not-asked", (await fixture.ApproveAsync("ruben", request.Id)).Refusal!.Code);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("mira", request.Id)).Value!.State);
    }

    [Fact]
    public async Task Start_PolicyOfAnEarlierVersion_IsUpgradedOnceAndJournalled()
    {
        await using var fixture = await CreateAsync();
        await using (var db = fixture.Store.Db())
        {
            db.PolicySets.Add(
                new PolicySetVersion
                {
                    Number = 2,
                    Yaml = Old,
                    SavedBy = "olga",
                    SavedAt = fixture.Store.Clock.GetUtcNow(),
                }
            );
            await db.SaveChangesAsync();
        }

        await fixture.Store.Get<PolicyInstall>().StartingAsync(Ct);
        await fixture.Store.Get<PolicyInstall>().StartingAsync(Ct);
        var book = (await fixture.Books.CurrentAsync(Person("olga"), Ct)).Required();
        Assert.Equal((3, "system"), (book.Version, book.SavedBy));
        Assert.Contains("approvers: [owner, \"role:Approver\"], escalateTo: [role:Approver]", book.Yaml, StringComparison.Ordinal);
        Assert.Equal(Old, (await fixture.Books.VersionAsync(Person("olga"), 2, Ct)).Required().Yaml);
        await using var look = fixture.Store.Db();
        Assert.Contains("upgradedFrom", (await look.Journal.SingleAsync(e => e.Subject == "policy:3")).Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Look_RequestOfAnEarlierVersion_IsDecidedByWhoeverItMeant()
    {
        await using var fixture = await CreateAsync();
        var request = await fixture.SubmitAsync();
        await using (var db = fixture.Store.Db())
        {
            var stored = await db.Requests.SingleAsync(r => r.Id == request.Id);
            var before = stored
                .Verdict.Replace("\"Role\"", "\"Group\"", StringComparison.Ordinal)
                .Replace("\"Name\":\"Approver\"", "\"Name\":\"approvers\"", StringComparison.Ordinal);
            stored.Judge(before, PinnedFacts.ReadVerdict(before).Stages);
            await db.SaveChangesAsync();
        }

        await fixture.Upkeep.LookAsync(Ct);
        Assert.Equal(1, (await fixture.Queries.CountsAsync(Person("ruben"), Ct)).Required().WaitingForMe);
        Assert.Equal(RequestState.Approved, (await fixture.ApproveAsync("ruben", request.Id)).Value!.State);
    }

    [Theory]
    [InlineData("role:Approver", true)]
    [InlineData("ROLE:approver", true)]
    [InlineData("role:Admin", false)]
    [InlineData("role:", false)]
    public void Parse_Role_IsApproverOrNobody(string text, bool known) =>
        Assert.Equal(known ? ApproverSpec.EveryApprover : null, ApproverSpec.Parse(text));
}
