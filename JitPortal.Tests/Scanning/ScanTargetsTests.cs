using System.Net;
using System.Net.Sockets;
using JitPortal.Scanning;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Scanning;

public sealed class ScanTargetsTests
{
    [Fact]
    public async Task ReadAsync_NothingAllowedYet_NamesTheSetting()
    {
        var refusal = await RefusedAsync(new ScanningOptions(), "10.0.0.1");
        Assert.Contains("Scanning:AllowedRanges", refusal.Sentence);
        Assert.Equal("scan-target", refusal.Code);
    }

    [Fact]
    public async Task ReadAsync_PartlyOutsideTheAllowList_IsRefusedWhole()
    {
        var refusal = await RefusedAsync(Allowing("10.0.0.0/24"), "10.0.0.0/24, 10.0.0.128-10.0.1.3");
        Assert.Contains("10.0.0.128-10.0.1.3 is not within", refusal.Sentence);
    }

    [Fact]
    public async Task ReadAsync_TwoAllowedRangesThatTouch_CoverARangeOverBoth()
    {
        var scope = await ReadAsync(Allowing("10.0.0.0/24", "10.0.1.0/24"), "10.0.0.200-10.0.1.9");
        Assert.Equal(66, scope.Required().Hosts);
    }

    [Fact]
    public async Task ReadAsync_Excluded_IsLeftOutAndNotCounted()
    {
        var options = Allowing("10.0.0.0/24");
        options.ExcludedRanges.Add("10.0.0.4/30");
        var scope = (await ReadAsync(options, "10.0.0.0/28")).Required();
        Assert.Equal(12, scope.Hosts);
        Assert.Equal(["10.0.0.0/30", "10.0.0.8/29"], scope.Lines);
        Assert.Contains("excluded", (await RefusedAsync(options, "10.0.0.5")).Sentence);
    }

    [Fact]
    public async Task ReadAsync_SettingThatCannotBeRead_StopsEveryScan()
    {
        var options = Allowing("10.0.0.0/24");
        options.ExcludedRanges.Add("10.0.0.300");
        Assert.Contains("Scanning:ExcludedRanges", (await RefusedAsync(options, "10.0.0.1")).Sentence);
    }

    [Fact]
    public async Task ReadAsync_NameWithOneAddressOutside_IsRefused()
    {
        var names = new FixedNames { ["two.example"] = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("192.168.7.7")] };
        var refusal = await RefusedAsync(Allowing("10.0.0.0/24"), "two.example", names);
        Assert.Contains("two.example (192.168.7.7)", refusal.Sentence);
    }

    [Fact]
    public async Task ReadAsync_Name_IsResolvedOnceAndOnlyItsAddressGoesOn()
    {
        var names = new FixedNames { ["one.example"] = [IPAddress.Parse("10.0.0.1")] };
        var scope = (await ReadAsync(Allowing("10.0.0.0/24"), "ONE.example one.example", names)).Required();
        Assert.Equal(["10.0.0.1"], scope.Lines);
        Assert.All(names.Asked, n => Assert.Equal("one.example", n));
        Assert.Single(names.Asked);
    }

    [Fact]
    public async Task ReadAsync_UnknownName_IsASentence() =>
        Assert.Contains("could not be resolved", (await RefusedAsync(Allowing("10.0.0.0/24"), "gone.example")).Sentence);

    [Theory]
    [InlineData("10.0.0.0/15", "131,072 addresses")]
    [InlineData("2001:db8::/64", "/112")]
    [InlineData("::/0", "/112")]
    [InlineData("224.0.0.1", "no host can be")]
    [InlineData("0.0.0.0", "no host can be")]
    [InlineData("ff02::1", "no host can be")]
    public async Task ReadAsync_TooMuchOrNowhere_IsRefused(string target, string words) =>
        Assert.Contains(words, (await RefusedAsync(Allowing("0.0.0.0/0", "::/0"), target)).Sentence);

    [Fact]
    public async Task ReadAsync_BothFamilies_AreTwoRuns()
    {
        var scope = (await ReadAsync(Allowing("10.0.0.0/8", "2001:db8::/112"), "2001:db8::5 10.0.0.1")).Required();
        Assert.Equal([false, true], scope.Families.Select(f => f.IsIPv6));
    }

    private static ScanningOptions Allowing(params string[] ranges)
    {
        var options = new ScanningOptions();
        foreach (var range in ranges)
            options.AllowedRanges.Add(range);
        return options;
    }

    private static Task<Outcome<ScanScope>> ReadAsync(ScanningOptions options, string text, INameLookup? names = null) =>
        new ScanTargets(Options.Create(options), names ?? new FixedNames()).ReadAsync(text, CancellationToken.None);

    private static async Task<Refusal> RefusedAsync(ScanningOptions options, string text, INameLookup? names = null) =>
        Assert.IsType<Refusal>((await ReadAsync(options, text, names)).Refusal);

    private sealed class FixedNames : Dictionary<string, IPAddress[]>, INameLookup
    {
        public List<string> Asked { get; } = [];

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken ct)
        {
            Asked.Add(name);
            return TryGetValue(name, out var found)
                ? Task.FromResult<IReadOnlyList<IPAddress>>(found)
                : throw new SocketException((int)SocketError.HostNotFound);
        }
    }
}
