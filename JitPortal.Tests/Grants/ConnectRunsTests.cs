using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Postgres;
using JitPortal.Tests.Enforcement.Ssh;

namespace JitPortal.Tests.Grants;

/// <summary>What the portal shows is run, word by word, in a shell of the person.</summary>
[Collection(nameof(RolesCollection))]
public sealed class ConnectRunsTests(RolesServerFixture server)
{
    [Fact]
    public async Task Ssh_CertificateThroughTheGateway_TheShownStepsLogIn()
    {
        await using var host = await SshFixture.StartAsync();
        await using var fixture = await GrantFixture.WithGatewayAsync(host.Point);
        var home = Directory.CreateDirectory(host.At("home/.ssh")).Parent!.FullName;
        await host.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(home, ".ssh", "id_ed25519"));
        var id = await OpenAsync(fixture, host.Service, "gateway", "ssh");
        var connect = (await fixture.Queries.GetAsync(GrantFixture.Person("u1"), id, CancellationToken.None)).Required().Connect!;
        Assert.Equal(2, connect.Steps.Count);
        Assert.Equal("ssh", connect.Steps[0].Point);

        var publicKey = await File.ReadAllTextAsync(Path.Combine(home, ".ssh", "id_ed25519.pub"));
        var issued = (
            await fixture
                .Store.Get<GrantCredentials>()
                .IssueAsync(GrantFixture.Person("u1"), id, "ssh", new CredentialRequest(publicKey), CancellationToken.None)
        ).Required();
        Assert.Equal(connect.Command, issued.Command);
        // ssh looks for its files in the account's folder, whatever HOME says; the shown tilde is the shell's in both commands.
        var options =
            $"-F none -o UserKnownHostsFile={host.At("known_hosts")} -o GlobalKnownHostsFile=none -o IdentityAgent=none -o BatchMode=yes ";
        foreach (
            var (command, output) in new[]
            {
                (issued.Steps[0].Command!, ""),
                (issued.Steps[1].Command!.Replace("ssh ", $"ssh {options}", StringComparison.Ordinal) + " echo in", "in\n"),
            }
        )
        {
            var run = await ShellAsync(host, home, command);
            Assert.True(run.Output == output, $"{command}: {run.Output} {run.Error}");
        }
    }

    [Fact]
    public async Task Psql_RoleThroughTheGateway_TheShownCommandIsTheHolderInTheRightDatabase()
    {
        Assert.SkipUnless(server.IsThere, RolesServerFixture.Missing);
        await using var roles = new RolesFixture(server, configure: s => s.Databases = ["other \"db\"", "app"]);
        await using var fixture = await GrantFixture.WithGatewayAsync(roles.Point);
        var id = await OpenAsync(fixture, roles.Service, "gateway", "db");
        var connect = (await fixture.Queries.GetAsync(GrantFixture.Person("u1"), id, CancellationToken.None)).Required().Connect!;
        Assert.Equal(2, connect.Steps.Count);
        var issued = (
            await fixture
                .Store.Get<GrantCredentials>()
                .IssueAsync(GrantFixture.Person("u1"), id, "db", new CredentialRequest(), CancellationToken.None)
        ).Required();
        Assert.Equal(connect.Command, issued.Command);
        var run = await ChildProgram.RunAsync(
            "/bin/sh",
            ["-c", $"PGPASSWORD='{issued.Secret}' {connect.Command} -tAc \"SELECT current_user || ' in ' || current_database()\""],
            null,
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            CancellationToken.None
        );
        Assert.True(run.Output.Trim() == $"{issued.UserName} in other \"db\"", run.Error);
    }

    private static async Task<GrantId> OpenAsync(GrantFixture fixture, Endpoint service, params string[] points)
    {
        // Certificates and roles are held to the clock of this machine.
        fixture.Store.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var id = await fixture.ScheduleAsync(service, demanded: new DemandedEnforcement(points, LeaseKind.Full));
        await fixture.PassAsync();
        Assert.Equal(JitPortal.Grants.Model.GrantState.Open, (await fixture.GrantAsync(id)).State);
        return id;
    }

    private static Task<ProgramResult> ShellAsync(SshFixture host, string home, string command) =>
        host.RunAsync("sh", "-c", $"HOME={home}; {command}");
}
