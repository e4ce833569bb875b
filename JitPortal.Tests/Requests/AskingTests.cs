using System.Net;
using JitPortal.Identity;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Requests;

/// <summary>What a person is told while they ask: by name, about what they have already, and about the address that it is for.</summary>
public sealed class AskingTests
{
    private const string AskApprovers = "rules: [{ name: all, decision: ask, stages: [{ approvers: [manager, \"role:Approver\"] }] }]";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task Preview_SaysByNameWhoIsAsked_AndSoDoesTheRequest()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        await fixture.AddPersonAsync("Nora", Role.Approver);
        await fixture.ManagerAsync("ida", "ruben");
        var preview = (await fixture.Desk.PreviewAsync(RequestFixture.Person("ida"), fixture.Ask(), Ct)).Required();
        Assert.Equal("ruben, your manager, or one of 3 approvers", Assert.Single(preview.Asked).Sentence);
        Assert.Equal(["mira", "Nora", "ruben"], preview.Asked[0].People.Order(StringComparer.OrdinalIgnoreCase));
        var request = await fixture.SubmitAsync();
        Assert.Equal("ruben, your manager, or one of 3 approvers", request.WaitingForSentence);
        Assert.Equal(["ruben, your manager", "one of 3 approvers"], request.WaitingFor);
        var seen = (await fixture.Queries.GetAsync(RequestFixture.Person("mira"), request.Id, Ct)).Required();
        Assert.StartsWith("ruben, the requester's manager", seen.WaitingForSentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_ManagerWhoIsAnApproverToo_IsNamedOnce()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        await fixture.ManagerAsync("ida", "ruben");
        var preview = (await fixture.Desk.PreviewAsync(RequestFixture.Person("ida"), fixture.Ask(), Ct)).Required();
        Assert.Equal("ruben, your manager, or mira", Assert.Single(preview.Asked).Sentence);
        Assert.Equal(["mira", "ruben"], preview.Asked[0].People.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Submit_SecondEqualOne_NeedsAWord()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        var ask = fixture.Ask() with { Again = false };
        var first = await fixture.SubmitAsync(ask: ask);
        var preview = (await fixture.Desk.PreviewAsync(RequestFixture.Person("ida"), ask, Ct)).Required();
        Assert.True(preview.NeedsAgain);
        Assert.Equal(("request", first.Id.ToString()), Assert.Single(preview.Existing) is var e ? (e.Kind, e.Id) : default);
        var second = await fixture.Desk.SubmitAsync(RequestFixture.Person("ida"), ask, Ct);
        Assert.Equal((RefusalKind.Conflict, "asked-already"), (second.Refusal!.Kind, second.Refusal.Code));
        Assert.Contains(first.Id.ToString(), second.Refusal.Sentence, StringComparison.Ordinal);
        Assert.True((await fixture.Desk.SubmitAsync(RequestFixture.Person("ida"), ask with { Again = true }, Ct)).Ok);
        Assert.True(
            (
                await fixture.Desk.SubmitAsync(
                    RequestFixture.Person("ida"),
                    ask with
                    {
                        Services = [$"{fixture.Database}", $"{fixture.Web}"],
                    },
                    Ct
                )
            ).Ok
        );
    }

    [Fact]
    public async Task Submit_SecondEqualOneOfAProgramThatSaysNothing_IsTakenAndTold()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        var ask = fixture.Ask() with { Again = null };
        var first = await fixture.SubmitAsync(ask: ask);
        Assert.Empty(first.Existing);
        var second = await fixture.SubmitAsync(ask: ask);
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(("request", first.Id.ToString(), true), Assert.Single(second.Existing) is var e ? (e.Kind, e.Id, e.Equal) : default);
    }

    [Fact]
    public async Task Submit_WhatIsOpenAlready_IsSaid()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync("rules: [{ name: all, decision: allow }]");
        var ask = fixture.Ask() with { Again = false };
        var grant = Assert.Single((await fixture.SubmitAsync(ask: ask)).Grants);
        var second = await fixture.Desk.SubmitAsync(RequestFixture.Person("ida"), ask, Ct);
        Assert.Contains(grant.ToString(), second.Refusal!.Sentence, StringComparison.Ordinal);
        Assert.True((await fixture.Desk.SubmitAsync(RequestFixture.Person("mira"), ask, Ct)).Ok);
    }

    [Theory]
    [InlineData("224.0.0.5")]
    [InlineData("255.255.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("ff02::1")]
    [InlineData("::")]
    [InlineData("240.0.0.1")]
    public async Task Source_ThatIsNoMachine_IsRefusedWithASentence(string source)
    {
        await using var fixture = await RequestFixture.CreateAsync();
        var refused = await fixture.Desk.PreviewAsync(RequestFixture.Person("ida"), fixture.Ask() with { Source = source }, Ct);
        Assert.Equal((RefusalKind.Invalid, "source"), (refused.Refusal!.Kind, refused.Refusal.Problems.Single().Field));
        Assert.Contains(source, refused.Refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_FurtherAddressOfAKnownHost_IsSaidToBeThatHost()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        await using (var db = fixture.Store.Db())
        {
            var host = await db.Hosts.SingleAsync(h => h.Address == "10.0.0.6");
            db.HostAddresses.Add(
                new HostAddress
                {
                    HostId = host.Id,
                    Address = "2001:db8::6",
                    AddressKey = AddressText.SortKey(IPAddress.Parse("2001:db8::6")),
                }
            );
            await db.SaveChangesAsync();
        }

        var request = await fixture.SubmitAsync(ask: fixture.Ask() with { Source = "2001:db8::6" });
        Assert.Contains("another machine (a host in the inventory)", request.SourceWarning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_FromWhereOneCameOverAListenerOnBothFamilies_IsKnown()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        var overBoth = new Actor(ActorKind.Person, "ida", "ida@example.org", IPAddress.Parse("::ffff:10.7.7.7"));
        Assert.True((await fixture.Desk.SubmitAsync(overBoth, fixture.Ask(), Ct)).Ok);

        var request = await fixture.SubmitAsync(ask: fixture.Ask() with { Source = "10.7.7.7" });
        Assert.DoesNotContain("another machine", request.SourceWarning ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_OfAnotherMachine_IsToldToTheApprover_AndWhoseItIs()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync(AskApprovers);
        var request = await fixture.SubmitAsync(ask: fixture.Ask() with { Source = "10.0.0.6" });
        Assert.Contains("another machine (a host in the inventory)", request.SourceWarning, StringComparison.Ordinal);
        await SignedInAsync(fixture, "mira", "10.7.7.7");
        Assert.Contains(
            "mira@example.org",
            (await fixture.SubmitAsync(ask: fixture.Ask() with { Source = "10.7.7.7" })).SourceWarning,
            StringComparison.Ordinal
        );
        await SignedInAsync(fixture, "ida", "10.7.7.8");
        Assert.Null((await fixture.SubmitAsync(ask: fixture.Ask() with { Source = "10.7.7.8" })).SourceWarning);
        Assert.Null((await fixture.SubmitAsync()).SourceWarning);
    }

    [Theory]
    [InlineData("allow", "", false)]
    [InlineData("allow", "limits: { source: any }, ", true)]
    [InlineData("ask", "", true)]
    [InlineData("ask", "limits: { source: own }, ", false)]
    public async Task Source_OfAnotherMachine_IsTakenAsPolicySays(string decision, string limits, bool taken)
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await fixture.PolicyAsync($"rules: [{{ name: all, {limits}decision: {decision} }}]");
        var asked = await fixture.Desk.SubmitAsync(RequestFixture.Person("ida"), fixture.Ask() with { Source = "10.7.7.7" }, Ct);
        Assert.Equal(taken, asked.Ok);
        if (!taken)
            Assert.Equal("source", asked.Refusal!.Problems.Single().Field);
    }

    [Fact]
    public async Task Udp_IsForThePointsToRefuse()
    {
        await using var fixture = await RequestFixture.CreateAsync();
        await using (var db = fixture.Store.Db())
        {
            db.Services.Single(s => s.Id == fixture.Web).Protocol = TransportProtocol.Udp;
            await db.SaveChangesAsync();
        }

        var preview = (await fixture.Desk.PreviewAsync(RequestFixture.Person("ida"), fixture.Ask(fixture.Web), Ct)).Required();
        Assert.Equal("udp", Assert.Single(preview.Services).Protocol);
        Assert.DoesNotContain(preview.Verdict.Conditions, c => c.Sentence.Contains("TCP only", StringComparison.Ordinal));
    }

    private static async Task SignedInAsync(RequestFixture fixture, string who, string source) =>
        await fixture
            .Store.Get<JournaledWrite>()
            .RunAsync<Unit>(
                RequestFixture.Person(who),
                (_, scope) =>
                {
                    scope.Record(Subjects.Person(who), new SignedIn("password", "a browser", false, source));
                    return Task.FromResult<Outcome<Unit>>(Unit.Done);
                },
                Ct
            );
}
