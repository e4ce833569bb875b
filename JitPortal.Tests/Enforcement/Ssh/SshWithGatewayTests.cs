using JitPortal.Tests.Enforcement.Gateway;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Ssh;

public sealed class SshWithGatewayTests
{
    [Fact]
    public async Task Session_AfterItsCertificateEndedAndIsRevoked_LivesOn_AndEndsWithTheGatewaysDoor()
    {
        await using var fixture = await SshFixture.StartAsync(o => o.Networks[0].ComesFrom = ["127.0.0.1"]);
        await using var gateway = new GatewayFixture();
        var grant = await fixture.OpenAsync(lasts: TimeSpan.FromSeconds(5));
        var door = await gateway.OpenAsync(fixture.Service);
        using var key = await fixture.KeyAsync(grant);
        using var session = fixture.Session(key, door.Port);
        var lines = 0;
        session.OutputDataReceived += (_, e) => Interlocked.Add(ref lines, e.Data is null ? 0 : 1);
        session.BeginOutputReadLine();
        await Eventually.TrueAsync(() => Volatile.Read(ref lines) > 0, "the session runs");

        await Eventually.TrueAsync(
            async () => (await fixture.LogInAsync(key)).Error.Contains("Permission denied", StringComparison.Ordinal),
            "a new log-in is refused"
        );
        await fixture.ShutAsync(grant);
        var seen = Volatile.Read(ref lines);
        await Eventually.TrueAsync(() => Volatile.Read(ref lines) > seen + 5, "sshd cut nothing: the limit that the capabilities state");
        Assert.False(fixture.Point.Capabilities.CutsActive);
        Assert.False(session.HasExited);

        var report = await gateway.ShutAsync(door);
        Assert.Equal(1, report.Shut.Single(s => s.Grant == door.Grant).FlowsCut);
        await session.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.NotEqual(0, session.ExitCode);
    }
}
