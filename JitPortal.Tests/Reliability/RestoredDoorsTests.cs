using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using JitPortal.Enforcement.Ssh;
using JitPortal.Tests.Enforcement.Postgres;
using JitPortal.Tests.Enforcement.Ssh;
using JitPortal.Tests.Enforcement.Webhooks;
using JitPortal.Tests.Support;
using Npgsql;

namespace JitPortal.Tests.Reliability;

/// <summary>
/// A back-up is taken, a door is opened, the portal is killed and the back-up restored: nobody knows the grant any more, and at each kind of
/// point its door is found shut from outside once the restored portal runs.
/// </summary>
public sealed class RestoredDoorsTests(RolesServerFixture roles) : IClassFixture<RolesServerFixture>, IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-forgotten-").FullName;
    private readonly TcpService _service = new();
    private (string Ann, string Ben) _people;

    private string Data => Path.Combine(_root, "data");

    private string Saved => Path.Combine(_root, "saved");

    public async ValueTask InitializeAsync()
    {
        _people = await AccessLoop.PeopleAsync(Data);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_root);
    }

    [Fact]
    public async Task Gateway_DoorOfAForgottenGrant_IsShut()
    {
        string[] settings = ["--Gateway:Ports=29400-29409"];
        var port = 0;
        await ForgetAsync(
            settings,
            _service.Endpoint,
            async (_, _, grant) =>
            {
                port = grant.GetProperty("connect").GetProperty("port").GetInt32();
                Assert.Equal(SocketError.Success, await Client.KnockAsync(port));
            }
        );
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(port));
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(port));
    }

    [Fact]
    public async Task Nftables_DoorOfAForgottenGrant_IsRemoved()
    {
        using var net = NetworkNamespaces.Create("nft");
        net.Add("firewall");
        string[] settings = At("nftables", $"Guards:0=127.0.0.1 {_service.EndPoint.Port}/tcp", $"NetworkNamespace={net["firewall"]}");
        string Elements() => net.In("firewall", "nft", "list", "ruleset");
        await ForgetAsync(
            settings,
            _service.Endpoint,
            (_, _, _) =>
            {
                Assert.Contains("expires", Elements(), StringComparison.Ordinal);
                return Task.CompletedTask;
            }
        );
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        await Eventually.TrueAsync(() => !Elements().Contains("expires", StringComparison.Ordinal), "the forgotten door is removed");
    }

    [Fact]
    public async Task Ssh_CertificateOfAForgottenGrant_IsRefusedByTheHost()
    {
        await using var ssh = await SshFixture.StartAsync(listens: false);
        string[] settings = At(
            "ssh-certificates",
            "Networks:0:Network=127.0.0.0/8",
            $"Networks:0:Ports:0={ssh.Port}",
            $"Networks:0:Account={SshFixture.User}",
            $"KrlPath={ssh.Krl}",
            $"KnownHosts={ssh.At("known_hosts")}"
        );
        using var key = new EphemeralKey();
        await ForgetAsync(
            settings,
            ssh.Service,
            async (ann, id, _) =>
            {
                using var issued = await ann.PostAsJsonAsync($"grants/{id}/credentials", new { publicKey = key.PublicKey });
                key.Keep((await issued.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("certificate").GetString()!);
                Assert.Equal("in", (await ssh.LogInAsync(key)).Output.Trim());
            },
            async () =>
            {
                var authority = await PortalProcess.RunAsync(null, ["ssh-ca", "show", "--data", Data, .. settings]);
                Assert.True(authority.ExitCode == 0, authority.Error);
                await File.WriteAllTextAsync(ssh.At("ca.pub"), authority.Output);
                await ssh.ListenAsync();
            }
        );
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        await Eventually.TrueAsync(
            async () => (await ssh.LogInAsync(key)).Error.Contains("Permission denied", StringComparison.Ordinal),
            "the host refuses the certificate"
        );
    }

    [Fact]
    public async Task Postgres_RoleOfAForgottenGrant_IsDropped()
    {
        Assert.SkipUnless(roles.IsThere, RolesServerFixture.Missing);
        string[] settings = At(
            "postgres-roles",
            "TemplateRoles:0=app_reader",
            "OwnedObjectsTo=jit_leftovers",
            $"Servers:0:Guards:0=127.0.0.1:{roles.Port}",
            "Servers:0:Host=127.0.0.1",
            $"Servers:0:Port={roles.Port}",
            "Servers:0:UserName=jitportal",
            $"Servers:0:PasswordFile={roles.PasswordFile}",
            "Servers:0:SslMode=Disable",
            "Servers:0:Databases:0=app"
        );
        var (user, password) = ("", "");
        await ForgetAsync(
            settings,
            new(System.Net.IPAddress.Loopback, roles.Port, JitPortal.Shared.TransportProtocol.Tcp),
            async (ann, id, _) =>
            {
                using var issued = await ann.PostAsJsonAsync($"grants/{id}/credentials", new { });
                var credential = await issued.Content.ReadFromJsonAsync<JsonElement>();
                (user, password) = (credential.GetProperty("userName").GetString()!, credential.GetProperty("secret").GetString()!);
                await using var inside = await roles.OpenAsync(user, password);
            }
        );
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        await Eventually.TrueAsync(
            async () => await roles.OneAsync<long>($"SELECT count(*) FROM pg_roles WHERE rolname = '{user}'") == 0,
            "the role is dropped",
            30
        );
        await Assert.ThrowsAsync<PostgresException>(() => roles.OpenAsync(user, password));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Webhook_ReceiverOfAForgottenGrant_IsToldToClose(bool hasList)
    {
        await using var hook = await ReceiverFixture.StartAsync(reconcile: hasList);
        string[] settings = At(
            "webhook",
            $"Url={hook.Url}",
            $"SecretFile={hook.SecretFile}",
            $"Reconcile={hasList}",
            "AllowPlainHttp=true",
            "AllowedNetworks:0=127.0.0.0/8",
            "Guards:0=127.0.0.0/8"
        );
        var grant = "";
        await ForgetAsync(
            settings,
            _service.Endpoint,
            async (_, id, _) =>
            {
                grant = id;
                await Eventually.TrueAsync(() => hook.Done.Any(d => d == $"open {id}"), "the receiver opened");
            }
        );
        Assert.DoesNotContain(hook.Done, d => d == $"close {grant}");
        await using var portal = await PortalProcess.StartAsync(Data, settings);
        await Eventually.TrueAsync(() => hook.Done.Any(d => d == $"close {grant}"), "the receiver is told to close", 40);
    }

    private static string[] At(string kind, params string[] more) =>
        [
            "--Enforcement:Points:0:Name=edge",
            $"--Enforcement:Points:0:Kind={kind}",
            "--Enforcement:Default:0=edge",
            .. more.Select(m => $"--Enforcement:Points:0:{m}"),
        ];

    /// <summary>Back-up, grant, kill, restore.</summary>
    /// <param name="open">Sees from outside that the door is open.</param>
    private async Task ForgetAsync(
        string[] settings,
        JitPortal.Shared.Endpoint service,
        Func<HttpClient, string, JsonElement, Task> open,
        Func<Task>? prepare = null
    )
    {
        await using (var portal = await PortalProcess.StartAsync(Data, settings))
        {
            if (prepare is not null)
                await prepare();
            using var loop = AccessLoop.At(portal, _people);
            await loop.ImportAsync(service);
            var saved = await PortalProcess.RunAsync(null, ["backup", Saved, "--data", Data, .. settings]);
            Assert.True(saved.ExitCode == 0, saved.Error);
            var id = await loop.GrantAsync($"{service}", "PT10M");
            await open(loop.Ann, id, await loop.OpenedAsync(id));
            await portal.KillAsync();
        }

        var restored = await PortalProcess.RunAsync(null, ["restore", Saved, "--data", Data, .. settings]);
        Assert.True(restored.ExitCode == 0, restored.Error);
    }
}
