using System.Net;
using JitPortal.Enforcement.Nftables;
using JitPortal.Shared;

namespace JitPortal.Tests.Enforcement.Nftables;

public sealed class NftDriftTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly NftTuple Tuple = new(IPAddress.Parse("10.60.1.2"), IPAddress.Parse("10.60.2.10"), "tcp", 5000);
    private static readonly NftMark Mark = new(Now.AddMinutes(10), [new GrantId(Guid.NewGuid())], false);
    private static readonly Dictionary<NftTuple, NftMark> Ours = new() { [Tuple] = Mark };

    [Theory]
    [InlineData(600, null)]
    [InlineData(300, null)]
    [InlineData(601, null)]
    [InlineData(900, "timeout-changed")]
    [InlineData(200_000, "timeout-changed")]
    public void Between_OurElement_IsDriftOnlyWhenItWouldStandTooLong(int seconds, string? kind) =>
        Assert.Equal(
            kind,
            NftDrift.Between(Ours, [new NftElement(Tuple, TimeSpan.FromSeconds(seconds), Mark.Comment)], Ours, Now).SingleOrDefault()?.Kind
        );

    [Fact]
    public void Between_AfterARestart_OldWorkOfOursIsExplainedAndOthersIsNot()
    {
        Assert.Empty(
            NftDrift.Between(
                null,
                [new NftElement(Tuple, TimeSpan.FromMinutes(10), Mark.Comment)],
                new Dictionary<NftTuple, NftMark>(),
                Now
            )
        );
        Assert.Equal(
            "foreign-rule",
            NftDrift.Between(null, [new NftElement(Tuple, TimeSpan.FromMinutes(10), "somebody")], Ours, Now).Single().Kind
        );
    }

    [Fact]
    public void Between_CommentThatClaimsAGrant_IsNotBelieved()
    {
        var neighbour = Tuple with { Source = IPAddress.Parse("10.60.1.3") };
        var found = NftDrift
            .Between(
                Ours,
                [
                    new NftElement(Tuple, TimeSpan.FromMinutes(10), Mark.Comment),
                    new NftElement(neighbour, TimeSpan.FromMinutes(10), Mark.Comment),
                ],
                Ours,
                Now
            )
            .Single();
        Assert.Equal(("foreign-rule", Mark.Grants[0], null), (found.Kind, found.Grant, found.After));
        Assert.Contains("10.60.1.3", found.Before, StringComparison.Ordinal);
    }

    [Fact]
    public void Between_ElementGone_IsToldUnlessItsTimeIsUp()
    {
        Assert.Equal("rule-deleted", NftDrift.Between(Ours, [], Ours, Now).Single().Kind);
        Assert.Empty(NftDrift.Between(Ours, [], new Dictionary<NftTuple, NftMark>(), Now.AddMinutes(10)));
    }
}
