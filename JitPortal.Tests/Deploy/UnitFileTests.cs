using System.Diagnostics;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Ssh;

namespace JitPortal.Tests.Deploy;

/// <summary>The unit that ships for systemd keeps what it promises.</summary>
public sealed class UnitFileTests
{
    private static readonly string Deploy = Path.Combine(Root(), "deploy");

    [Theory]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("AmbientCapabilities", "")]
    [InlineData("PrivateUsers", "yes")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("ProtectHome", "yes")]
    [InlineData("RestrictNamespaces", "yes")]
    [InlineData("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX AF_NETLINK")]
    [InlineData("SystemCallFilter", "@system-service|~@privileged")]
    [InlineData("StateDirectoryMode", "0700")]
    [InlineData("UMask", "0077")]
    [InlineData("User", "jitportal")]
    public void Unit_Hardening_Is(string directive, string value) =>
        Assert.Equal(value, string.Join('|', Read("jitportal.service")["Service"][directive]));

    [Fact]
    public void Unit_DotNet_MayCompile() =>
        Assert.Equal("no", Assert.Single(Read("jitportal.service")["Service"]["MemoryDenyWriteExecute"]));

    [Fact]
    public void Unit_Crash_IsFollowedByAStartForEver()
    {
        var unit = Read("jitportal.service");
        Assert.Equal("always", Assert.Single(unit["Service"]["Restart"]));
        Assert.Equal("0", Assert.Single(unit["Unit"]["StartLimitIntervalSec"]));
    }

    [Fact]
    public void Unit_OpenFiles_AreEnoughForTheGatewayAsShipped()
    {
        var limit = int.Parse(
            Assert.Single(Read("jitportal.service")["Service"]["LimitNOFILE"]),
            System.Globalization.CultureInfo.InvariantCulture
        );
        var wanted = new JitPortal.Enforcement.Gateway.GatewayOptions().MaxConnections;
        Assert.Equal(wanted, JitPortal.Shared.OpenFiles.Of(limit).Connections(wanted));
    }

    [Theory]
    [InlineData("nftables.conf.example", "CAP_NET_ADMIN CAP_NET_RAW")]
    [InlineData("raw-scans.conf.example", "CAP_NET_RAW")]
    public void DropIn_Capabilities_AreTheNamedOnesAndReachTheMachine(string file, string capabilities)
    {
        var service = Read(Path.Combine("jitportal.service.d", file))["Service"];
        Assert.Equal(
            (capabilities, capabilities),
            (Assert.Single(service["AmbientCapabilities"]), Assert.Single(service["CapabilityBoundingSet"]))
        );
        Assert.Equal("no", Assert.Single(service["PrivateUsers"]));
    }

    [Fact]
    public async Task Unit_SystemdsOwnJudgement_IsGood()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        var start = new ProcessStartInfo(
            "systemd-analyze",
            ["security", "--offline=yes", "--no-pager", "--threshold=20", Path.Combine(Deploy, "jitportal.service")]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var analyze = Process.Start(start)!;
        var (output, error) = (analyze.StandardOutput.ReadToEndAsync(), analyze.StandardError.ReadToEndAsync());
        await analyze.WaitForExitAsync();
        Assert.SkipWhen((await error).Contains("unrecognized option", StringComparison.Ordinal), "This systemd-analyze is too old.");
        Assert.True(analyze.ExitCode == 0, $"{await output} {await error}");
    }

    public static TheoryData<string> Units =>
        ["jitportal.service", "jitportal-applier.service", "jitportal-probe.service", "jitportal-ssh-fetch.service"];

    /// <summary>Each unit that the project hands out is understood whole: one that ships, with its drop-ins, and those of the page Enforcement points.</summary>
    [Theory, MemberData(nameof(Units))]
    public async Task Unit_SystemdReadsIt_AndKnowsEveryLine(string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is not installed.");
        var folder = Directory.CreateTempSubdirectory("jit-units-").FullName;
        // The programs need not be installed here; what stands behind them counts.
        var text = string.Join(
            '\n',
            Text(name)
                .Split('\n')
                .Select(l =>
                    l.StartsWith("Exec", StringComparison.Ordinal)
                        ? $"{l[..l.IndexOf('=', StringComparison.Ordinal)]}=/bin/true {l[(l + " ").IndexOf(' ', StringComparison.Ordinal)..]}"
                        : l
                )
                .Where(l => !l.StartsWith("WorkingDirectory=", StringComparison.Ordinal))
        );
        await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        if (name == "jitportal.service")
            foreach (var dropIn in Directory.GetFiles(Path.Combine(Deploy, "jitportal.service.d")))
            {
                Directory.CreateDirectory(Path.Combine(folder, "jitportal.service.d"));
                File.Copy(dropIn, Path.Combine(folder, "jitportal.service.d", Path.GetFileNameWithoutExtension(dropIn)));
            }

        var start = new ProcessStartInfo("systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", Path.Combine(folder, name)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var analyze = Process.Start(start)!;
        var (output, error) = (analyze.StandardOutput.ReadToEndAsync(), analyze.StandardError.ReadToEndAsync());
        await analyze.WaitForExitAsync();
        var said = $"{await output}{await error}"
            .Split('\n')
            .Where(l => l.Contains(name, StringComparison.Ordinal) || l.Contains("Unknown", StringComparison.Ordinal));
        Assert.Empty(said);
        Directory.Delete(folder, recursive: true);
    }

    private static string Text(string name)
    {
        if (name == "jitportal.service")
            return File.ReadAllText(Path.Combine(Deploy, name));
        var settings = NftablesSettings
            .Read(new NftablesOptions { Applier = "/run/jitportal/applier.sock", Guards = { "10.60.2.0/24 5432/tcp" } }, "P")
            .Required();
        var ssh = SshSettings.Read(new SshOptions { Networks = [new SshNetworkOptions { Network = "10.60.2.0/24" }] }, "P").Required();
        return NftablesSnippets
            .Of(settings)
            .Concat(SshSnippets.For("ssh", ssh))
            .Single(s => s.Where.Contains($"/etc/systemd/system/{name}", StringComparison.Ordinal))
            .Text;
    }

    private static Dictionary<string, ILookup<string, string>> Read(string file)
    {
        var section = "";
        var lines = new List<(string Section, string Key, string Value)>();
        foreach (var line in File.ReadLines(Path.Combine(Deploy, file)).Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line[0] == '[')
            {
                section = line.Trim('[', ']');
                continue;
            }

            var parts = line.Split('=', 2);
            Assert.Equal(2, parts.Length);
            lines.Add((section, parts[0], parts[1]));
        }

        return lines
            .GroupBy(l => l.Section, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.ToLookup(l => l.Key, l => l.Value, StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "JitPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests do not lie in the repository.");
    }
}
