using JitPortal.Scanning;
using JitPortal.Scanning.Model;

namespace JitPortal.Tests.Scanning;

public sealed class NmapArgumentsTests
{
    public static TheoryData<ScanProfile> Profiles => [.. ScanProfiles.All];

    [Fact]
    public void Build_StandardUnprivileged_IsThisVector() =>
        Assert.Equal(
            "--noninteractive -n -oX - --stats-every 2s --max-hostgroup 16 --host-timeout 600s --max-retries 2 --max-rate 5000 --unprivileged -sT -T4 -sV -p (ports) -iL -",
            string.Join(
                    ' ',
                    NmapArguments.Build(
                        ScanProfile.Standard,
                        new ScanningOptions(),
                        NmapPrivilege.ConnectOnly,
                        ipv6: false,
                        ownMachine: false,
                        excludeFile: null
                    )
                )
                .Replace(StandardPorts.List, "(ports)", StringComparison.Ordinal)
        );

    [Theory]
    [InlineData(22)]
    [InlineData(502)]
    [InlineData(2375)]
    [InlineData(5432)]
    [InlineData(6379)]
    [InlineData(6443)]
    [InlineData(11211)]
    [InlineData(27017)]
    public void StandardPorts_WhereSensitiveServicesStand_AreAsked(int port) => Assert.Contains($"{port}", StandardPorts.List.Split(','));

    [Fact]
    public void StandardPorts_Count_StaysWhereNmapKeepsLargeGroups() => Assert.InRange(StandardPorts.Count, 700, 1000);

    [Fact]
    public void Build_RawIPv6WithExclusions_IsThisVector() =>
        Assert.Equal(
            "--noninteractive -n -oX - --stats-every 2s --max-hostgroup 16 --host-timeout 600s --max-retries 2 --max-rate 5000 -6 --privileged -sS -T4 -F --excludefile /run/x -iL -",
            string.Join(
                ' ',
                NmapArguments.Build(
                    ScanProfile.Quick,
                    new ScanningOptions(),
                    NmapPrivilege.CapNetRaw,
                    ipv6: true,
                    ownMachine: false,
                    "/run/x"
                )
            )
        );

    [Theory, MemberData(nameof(Profiles))]
    public void Build_EveryProfile_ResolvesNoNamesAndTakesTargetsFromStandardInputOnly(ScanProfile profile)
    {
        var arguments = NmapArguments.Build(
            profile,
            new ScanningOptions(),
            NmapPrivilege.Root,
            ipv6: false,
            ownMachine: false,
            excludeFile: null
        );
        Assert.Contains("-n", arguments);
        Assert.Equal(["-iL", "-"], arguments.TakeLast(2));
    }

    [Theory, MemberData(nameof(Profiles))]
    public void NameOf_EveryProfile_ReadsBack(ScanProfile profile)
    {
        Assert.True(ScanProfiles.TryParse(ScanProfiles.NameOf(profile), out var back));
        Assert.Equal(profile, back);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--script")]
    [InlineData("0")]
    public void TryParse_AnythingElse_IsNoProfile(string text) => Assert.False(ScanProfiles.TryParse(text, out _));

    [Fact]
    public void Environment_WithCapability_TellsNmapToUseIt()
    {
        Assert.Equal("1", NmapArguments.Environment(NmapPrivilege.CapNetRaw)["NMAP_PRIVILEGED"]);
        Assert.Empty(NmapArguments.Environment(NmapPrivilege.ConnectOnly));
    }
}
