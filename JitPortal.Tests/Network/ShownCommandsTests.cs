using System.Globalization;

namespace JitPortal.Tests.Network;

/// <summary>
/// Every kind of command that the portal shows is run, word by word, in a shell on the machine of the person it is shown to, with the
/// real client before the real service. Behind it stands only what any person adds: a query, a file of an authority, an account.
/// </summary>
public abstract class ShownCommandsTests(ServiceNetwork network)
{
    /// <summary>A kind: its port; what the command begins with; what is typed behind it and into it; what has to come back.</summary>
    private static readonly Dictionary<string, Kind> Kinds = new(StringComparer.Ordinal)
    {
        ["any"] = new(9998, "nc", "", "hello", "hello"),
        ["web"] = new(8080, "curl", " -sS", "", "page"),
        ["secure web"] = new(8443, "curl", " -sS --cacert CERT", "", "page"),
        ["redis"] = new(6379, "redis-cli", "", "PING", "PONG"),
        ["redis in TLS"] = new(6380, "redis-cli", " --cacert CERT", "PING", "PONG"),
        ["any in TLS"] = new(6381, "openssl", "", "PING", "+PONG"),
        ["mysql"] = new(3306, "mysql", " -N", "SELECT CONCAT('forty', 'two');", "fortytwo"),
        ["postgresql"] = new(5432, "psql", " -U postgres -d postgres -Atc \"SELECT 'forty' || 'two'\"", "", "fortytwo"),
        ["names"] = new(53, "dig", " +short +time=5 db.example.org", "", "10.9.9.9"),
        ["directory"] = new(389, "ldapsearch", " -LLL -b '' -s base namingContexts", "", "dc=example,dc=org"),
        ["ssh"] = new(
            22,
            "ssh",
            " -F none -i OWN -o UserKnownHostsFile=HOSTS -o GlobalKnownHostsFile=none -o IdentityAgent=none -o BatchMode=yes echo in",
            "",
            "in"
        ),
    };

    /// <summary>Every kind by IPv4; those that write addresses in different ways also by IPv6, and to a service there.</summary>
    public static TheoryData<string, bool, bool> Rows()
    {
        var rows = new TheoryData<string, bool, bool>();
        foreach (var kind in Kinds.Keys)
            rows.Add(kind, false, false);
        foreach (var kind in new[] { "any", "secure web", "redis", "any in TLS", "mysql", "postgresql", "names", "directory", "ssh" })
            rows.Add(kind, true, false);
        foreach (var kind in new[] { "web", "redis" })
            rows.Add(kind, true, true);
        rows.Add("any", false, true);
        return rows;
    }

    /// <summary>The grant's own port, and the one port with a token, for people who come by IPv4 and by IPv6.</summary>
    [Theory, MemberData(nameof(Rows))]
    public async Task ShownCommand_RunByThePerson_MeetsTheService(string name, bool personBySix, bool serviceBySix)
    {
        var kind = Kinds[name];
        Assert.SkipUnless(ServiceNetwork.Has(kind.Program), $"{kind.Program} is not installed.");
        Assert.SkipUnless(ServiceNetwork.Has(kind.Server), $"{kind.Server} is not installed.");
        var from = personBySix ? PortalNetwork.Person6 : PortalNetwork.Person;
        var service = string.Create(
            CultureInfo.InvariantCulture,
            $"{(serviceBySix ? $"[{PortalNetwork.Server6}]" : PortalNetwork.Server)}:{kind.Port}/tcp"
        );
        var grant = await network.Lab.OpenAsync(service, from);
        var shown = PortalNetwork.Text(grant.GetProperty("connect"), "command")!;
        Assert.StartsWith(kind.Program + " ", shown, StringComparison.Ordinal);
        await RunAsync(kind, [shown]);

        var issued = await network.Lab.PostAsync($"grants/{PortalNetwork.Text(grant, "id")}/credentials", new { }, from);
        var steps = issued.GetProperty("steps").EnumerateArray().Select(s => PortalNetwork.Text(s, "command")!).ToList();
        await RunAsync(kind, steps.Count > 0 ? steps : [PortalNetwork.Text(issued, "command")!]);
        await network.Lab.PostAsync($"grants/{PortalNetwork.Text(grant, "id")}/release", new { });
    }

    /// <summary>All but the last have to be kept running, in windows of their own.</summary>
    private async Task RunAsync(Kind kind, IReadOnlyList<string> commands)
    {
        var lab = network.Lab;
        var typed = kind
            .Typed.Replace("CERT", network.Certificate, StringComparison.Ordinal)
            .Replace("OWN", lab.At("own"), StringComparison.Ordinal)
            .Replace("HOSTS", lab.At("known_hosts"), StringComparison.Ordinal);
        var last = commands[^1].StartsWith(kind.Program, StringComparison.Ordinal) ? commands[^1] + typed : commands[^1];
        var kept = string.Concat(commands.SkipLast(1).Select(c => $"{c} & kept=\"$kept $!\"; sleep 0.7; "));
        // It stays when its input has ended.
        var patience = kind.Program == "openssl" ? 6 : 15;
        var run = await lab.Net.ShellAsync(
            "person",
            $"kept=; {kept}{{ {(kind.Input.Length > 0 ? $"printf '%s\\r\\n' \"{kind.Input}\"; sleep {(kind.Program is "nc" or "openssl" ? 4 : 1)}; " : ":; ")}}} | timeout {patience} {last}; for one in $kept; do kill $one; done"
        );
        Assert.True(
            run.Output.Contains(kind.Output, StringComparison.Ordinal),
            $"{string.Join("\n", commands)}\n{run.Output}\n{run.Error}"
        );
    }

    private sealed record Kind(int Port, string Program, string Typed, string Input, string Output)
    {
        public string Server =>
            Program switch
            {
                "redis-cli" or "openssl" => "redis-server",
                "mysql" => "mariadbd",
                "dig" => "dnsmasq",
                "ldapsearch" => "slapd",
                "ssh" => "sshd",
                "psql" => "psql",
                _ => "ncat",
            };
    }
}

/// <inheritdoc/>
public sealed class ShownCommandsInTheClearTests(PlainServiceNetwork network)
    : ShownCommandsTests(network),
        IClassFixture<PlainServiceNetwork>;

/// <inheritdoc/>
public sealed class ShownCommandsInTlsTests(TlsServiceNetwork network) : ShownCommandsTests(network), IClassFixture<TlsServiceNetwork>;
