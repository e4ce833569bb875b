using JitPortal.Enforcement.Nftables;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Nftables;

public sealed class NftablesSettingsTests
{
    [Fact]
    public void Read_EverythingWrong_NamesEverything()
    {
        var refusal = Read(o =>
        {
            (o.Placement, o.Applier, o.Poll, o.IdentityFile, o.NetworkNamespace) = (
                "bridge",
                "-oProxyCommand=x@y",
                TimeSpan.Zero,
                "key",
                "../etc"
            );
            o.Guards.Add("10.60.2.0/24 http");
            o.Guards.Add("10.60.2.0/33");
        }).Refusal;
        Assert.Equal(
            ["P:Placement", "P:Guards", "P:Guards", "P:Applier", "P:IdentityFile", "P:KnownHostsFile", "P:NetworkNamespace", "P:Poll"],
            refusal!.Problems.Select(p => p.Field)
        );
    }

    [Fact]
    public async Task Kind_Settings_AreReadAndOneTableHasOnePoint()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["P:Placement"] = "host",
                    ["P:Guards:0"] = "10.60.2.10",
                    ["P:Guards:1"] = "10.60.2.0/24 5432/tcp",
                    ["P:Poll"] = "00:00:02",
                    ["Wrong:Poll"] = "soon",
                }
            )
            .Build();
        var kind = new NftablesKind(TimeProvider.System, NullLoggerFactory.Instance);
        var point = kind.Create("one", configuration.GetSection("P")).Required();
        Assert.Contains("10.60.2.0/24", point.Snippets[0].Text, StringComparison.Ordinal);
        Assert.Contains("hook input", point.Snippets[0].Text, StringComparison.Ordinal);
        Assert.Contains(
            "one point with all Guards",
            kind.Create("two", configuration.GetSection("P")).Refusal!.Sentence,
            StringComparison.Ordinal
        );
        Assert.False(kind.Create("three", configuration.GetSection("Wrong")).Ok);
        await ((IAsyncDisposable)point).DisposeAsync();
    }

    /// <summary>systemd makes the folder of the socket, or the unit could never bind: it is the one that the settings name.</summary>
    [Theory]
    [InlineData("/run/jitportal/applier.sock", "RuntimeDirectory=jitportal")]
    [InlineData("/run/edge/one/s", "RuntimeDirectory=edge/one")]
    [InlineData("/var/run/edge/s", "RuntimeDirectory=edge")]
    [InlineData("/srv/jit/s", "ReadWritePaths=/srv/jit")]
    public async Task ApplierUnit_Folder_IsTheOneOfTheSocket(string socket, string line)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["P:Guards:0"] = "10.60.2.10", ["P:Applier"] = socket })
            .Build();
        var point = new NftablesKind(TimeProvider.System, NullLoggerFactory.Instance)
            .Create("one", configuration.GetSection("P"))
            .Required();
        var unit = Assert
            .Single(point.Snippets, s => s.Where.Contains("jitportal-applier.service", StringComparison.Ordinal))
            .Text.Split('\n');
        Assert.Contains(line, unit);
        Assert.Contains($"ExecStart=/opt/jitportal/JitPortal applier --socket {socket} --allow-user jitportal", unit);
        Assert.Single(
            unit,
            l => l.StartsWith("RuntimeDirectory=", StringComparison.Ordinal) || l.StartsWith("ReadWritePaths=", StringComparison.Ordinal)
        );
        await ((IAsyncDisposable)point).DisposeAsync();
    }

    [Theory]
    [InlineData("/run/applier.sock")]
    [InlineData("/applier.sock")]
    [InlineData("/run/../tmp/s")]
    [InlineData("/run/jit portal/s")]
    public void Read_SocketThatTheApplierCouldNotMake_IsRefused(string socket) =>
        Assert.Equal(
            "P:Applier",
            Assert
                .Single(
                    Read(o =>
                    {
                        o.Applier = socket;
                        o.Guards.Add("10.60.2.10");
                    }).Refusal!.Problems
                )
                .Field
        );

    [Fact]
    public void Read_NoGuards_IsRefused() => Assert.False(Read(_ => { }).Ok);

    [Theory]
    [InlineData("root@fw.example.org", "root", "fw.example.org", 22)]
    [InlineData("jit@[fd00::1]:2222", "jit", "fd00::1", 2222)]
    public void Read_MachineElsewhere_IsUnderstood(string applier, string user, string host, int port)
    {
        var settings = Read(o =>
            {
                (o.Applier, o.IdentityFile, o.KnownHostsFile) = (applier, "/etc/jit/key", "/etc/jit/hosts");
                o.Guards.Add("10.60.2.10");
            })
            .Required();
        Assert.Equal((user, host, port), (settings.User, settings.Target, settings.Port));
    }

    [Theory]
    [InlineData("10.60.2.0/24 5432/tcp")]
    [InlineData("10.60.2.1-10.60.2.9 8000-8010/udp")]
    [InlineData("2001:db8::/112")]
    public void Guard_Written_ReadsBack(string text)
    {
        Assert.True(Guard.TryParse(text, out var guard, out _));
        Assert.Equal(text, guard.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.org 22/tcp")]
    [InlineData("10.60.2.0/24 22")]
    [InlineData("10.60.2.0/24 0/tcp")]
    [InlineData("10.60.2.0/24 22/sctp")]
    [InlineData("10.60.2.0/24 9-1/tcp")]
    [InlineData("10.60.2.0/24 22/tcp } ; flush ruleset")]
    public void Guard_NotUnderstood_SaysWhat(string text)
    {
        Assert.False(Guard.TryParse(text, out _, out var problem));
        Assert.NotEmpty(problem);
    }

    private static JitPortal.Shared.Outcome<NftablesSettings> Read(Action<NftablesOptions> change)
    {
        var options = new NftablesOptions();
        change(options);
        return NftablesSettings.Read(options, "P");
    }
}
