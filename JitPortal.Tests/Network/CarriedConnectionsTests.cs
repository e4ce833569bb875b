using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Enforcement.Nftables;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Network;

/// <summary>
/// A grant that the gateway and another point enforce together, with the person, the gateway and the host on machines of their own: what
/// lies behind the gateway sees its address, and has to admit that and not the person's.
/// </summary>
public sealed class CarriedConnectionsTests : IAsyncLifetime
{
    private const int Echo = 9998;
    private readonly PortalNetwork _lab = PortalNetwork.Create("ncat", "ssh", "sshd", "ssh-keygen");

    public async ValueTask InitializeAsync()
    {
        foreach (var key in new[] { "host", "portal", "person" })
            await _lab.Net.ShellAsync("server", $"ssh-keygen -q -t ed25519 -N '' -f {_lab.At(key)}");
        Directory.CreateDirectory("/run/sshd");
        await File.WriteAllTextAsync(_lab.At("known_hosts"), $"{PortalNetwork.Server} {await File.ReadAllTextAsync(_lab.At("host.pub"))}");
        _lab.Net.Serve("server", "ncat", "-l", "-k", PortalNetwork.Server, $"{Echo}", "--exec", "/bin/cat");
    }

    public ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.TestOutputHelper?.WriteLine(_lab.Portal?.Output ?? "");
        return _lab.DisposeAsync();
    }

    /// <summary>The packet filter of the host, told by SSH.</summary>
    [Fact]
    public async Task Nftables_OnTheHostBehindTheGateway_AdmitsTheGatewayAndNotThePerson()
    {
        Assert.True(Guard.TryParse($"{PortalNetwork.Server} {Echo}/tcp", out var guard, out _));
        await File.WriteAllTextAsync(_lab.At("rules.nft"), NftRules.Text(Placement.Host, [guard]));
        var script = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "jit-nft-apply"));
        await File.WriteAllTextAsync(
            _lab.At("apply"),
            script.Replace("rules=/etc/nftables.d/jitportal.nft", $"rules={_lab.At("rules.nft")}", StringComparison.Ordinal)
        );
        await File.WriteAllTextAsync(
            _lab.At("authorized"),
            $"restrict,command=\"sh {_lab.At("apply")}\" {await File.ReadAllTextAsync(_lab.At("portal.pub"))}"
        );
        await ServeSshAsync("-o", $"AuthorizedKeysFile={_lab.At("authorized")}");
        Set(
            "Name",
            "host",
            "Kind",
            "nftables",
            "Placement",
            "host",
            "Guards:0",
            $"{PortalNetwork.Server} {Echo}/tcp",
            "Applier",
            $"{Environment.UserName}@{PortalNetwork.Server}",
            "IdentityFile",
            _lab.At("portal"),
            "KnownHostsFile",
            _lab.At("known_hosts")
        );
        await _lab.StartAsync("rules: [{ name: all, decision: allow, enforce: [gateway, host] }]", new PortalNetwork.Found(Echo, "echo"));

        var grant = await _lab.OpenAsync($"{PortalNetwork.Server}:{Echo}/tcp");
        var id = PortalNetwork.Text(grant, "id")!;
        await Eventually.TrueAsync(async () => await VerdictsAsync(id, "opened") is ["Proved", "Proved"], "both doors are proved open", 30);
        var port = grant.GetProperty("connect").GetProperty("port").GetInt32();
        Assert.Equal(
            "hello",
            (await _lab.Net.ShellAsync("person", $"{{ echo hello; sleep 1; }} | ncat -w 5 {PortalNetwork.Router} {port}")).Output.Trim()
        );
        Assert.NotEqual(SocketError.Success, await KnockAsync("person", PortalNetwork.Person, Echo));
        var listed = _lab.Net.In("server", "nft", "list", "table", "inet", "jitportal");
        Assert.Contains($"{PortalNetwork.Egress} . ", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(PortalNetwork.Person, listed, StringComparison.Ordinal);

        await _lab.PostAsync($"grants/{id}/release", new { });
        await _lab.WaitAsync(id, "Closed");
        Assert.DoesNotContain(
            $"{PortalNetwork.Egress} . ",
            _lab.Net.In("server", "nft", "list", "table", "inet", "jitportal"),
            StringComparison.Ordinal
        );
        Assert.NotEqual(SocketError.Success, await KnockAsync("router", PortalNetwork.Egress, Echo));
        await Eventually.TrueAsync(async () => await VerdictsAsync(id, "closed") is ["Proved", "Proved"], "both doors are proved shut", 30);
    }

    /// <summary>A certificate that is good from the gateway only.</summary>
    [Fact]
    public async Task Certificate_ThroughTheGateway_LogsInThereAndFromNowhereElse()
    {
        Set(
            "Name",
            "ssh",
            "Kind",
            "ssh-certificates",
            "Networks:0:Network",
            $"{PortalNetwork.Server}/32",
            "Networks:0:Account",
            Environment.UserName,
            "KrlPath",
            _lab.At("krl"),
            "KnownHosts",
            _lab.At("known_hosts")
        );
        await _lab.StartAsync("rules: [{ name: all, decision: allow, enforce: [gateway, ssh] }]", new PortalNetwork.Found(22, "ssh"));
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(_lab.At("krl"))), "the list of revoked certificates is there");
        using (var server = _lab.Net.Http("router", "127.0.0.1", "127.0.0.1"))
            await File.WriteAllTextAsync(_lab.At("ca.pub"), await server.GetStringAsync(new Uri("http://127.0.0.1:5080/ssh/ssh/ca")));
        await File.WriteAllTextAsync(_lab.At("principals"), $"{Environment.UserName}@{PortalNetwork.Server}\n");
        await ServeSshAsync(
            "-o",
            $"TrustedUserCAKeys={_lab.At("ca.pub")}",
            "-o",
            $"RevokedKeys={_lab.At("krl")}",
            "-o",
            $"AuthorizedPrincipalsFile={_lab.At("principals")}",
            "-o",
            "AuthorizedKeysFile=none"
        );

        var grant = await _lab.OpenAsync($"{PortalNetwork.Server}:22/tcp");
        var id = PortalNetwork.Text(grant, "id")!;
        await Eventually.TrueAsync(async () => await VerdictsAsync(id, "opened") is ["Proved", "Proved"], "both doors are proved open", 30);
        var issued = await _lab.PostAsync(
            $"grants/{id}/credentials",
            new { point = "ssh", publicKey = await File.ReadAllTextAsync(_lab.At("person.pub")) }
        );
        await File.WriteAllTextAsync(_lab.At("person-cert.pub"), PortalNetwork.Text(issued, "certificate"));
        var port = grant.GetProperty("connect").GetProperty("port").GetInt32();
        Assert.Equal("in", await LogInAsync($"-p {port} -o HostKeyAlias={PortalNetwork.Server}", PortalNetwork.Router));
        Assert.Equal("", await LogInAsync("", PortalNetwork.Server));

        await _lab.PostAsync($"grants/{id}/release", new { });
        await _lab.WaitAsync(id, "Closed");
        Assert.Equal("", await LogInAsync($"-b {PortalNetwork.Egress}", PortalNetwork.Server, "router"));
    }

    private void Set(params ReadOnlySpan<string> pairs)
    {
        for (var i = 0; i < pairs.Length; i += 2)
            _lab.Settings[$"Enforcement:Points:0:{pairs[i]}"] = pairs[i + 1];
    }

    private async Task ServeSshAsync(params string[] options)
    {
        // SHLVL: bash under sshd would run the start-up file of whoever runs the tests, which may do anything.
        _lab.Net.Serve(
            "server",
            "/usr/sbin/sshd",
            [
                "-D",
                "-f",
                "/dev/null",
                "-h",
                _lab.At("host"),
                "-o",
                $"ListenAddress={PortalNetwork.Server}:22",
                "-o",
                "StrictModes=no",
                "-o",
                "PidFile=none",
                "-o",
                "PermitRootLogin=prohibit-password",
                "-o",
                "SetEnv=SHLVL=5",
                .. options,
            ]
        );
        await Eventually.TrueAsync(async () => await KnockAsync("router", PortalNetwork.Egress, 22) == SocketError.Success, "sshd listens");
    }

    private async Task<SocketError> KnockAsync(string machine, string from, int port)
    {
        var (socket, error) = await _lab.Net.TryConnectAsync(machine, from, PortalNetwork.Server, port);
        socket?.Dispose();
        return error;
    }

    /// <summary>What a command on the host prints; nothing when the log-in is refused.</summary>
    private async Task<string> LogInAsync(string options, string host, string from = "person") =>
        (
            await _lab.Net.ShellAsync(
                from,
                $"ssh -F none {options} -i {_lab.At("person")} -o CertificateFile={_lab.At("person-cert.pub")} -o IdentitiesOnly=yes -o UserKnownHostsFile={_lab.At("known_hosts")} -o BatchMode=yes {Environment.UserName}@{host} echo in"
            )
        ).Output.Trim();

    /// <summary>The last word of each door.</summary>
    private async Task<string[]> VerdictsAsync(string id, string kind)
    {
        var proofs = (await _lab.GrantAsync(id)).GetProperty("proofs").EnumerateArray().Where(p => PortalNetwork.Text(p, "kind") == kind);
        return [.. proofs.GroupBy(p => PortalNetwork.Text(p, "point")!).Select(g => PortalNetwork.Text(g.MaxBy(At), "proof")!)];

        static DateTimeOffset At(JsonElement proof) => proof.GetProperty("at").GetDateTimeOffset();
    }
}
