using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

public sealed class SshApiTests
{
    private static readonly Dictionary<string, string?> OnePoint = new(StringComparer.Ordinal)
    {
        ["Enforcement:Points:0:Name"] = "ssh",
        ["Enforcement:Points:0:Kind"] = "ssh-certificates",
        ["Enforcement:Points:0:Networks:0:Network"] = "10.0.0.0/8",
    };

    [Fact]
    public async Task CaAndKrl_ForHostsThatCannotLogIn_AreBytesThatOpenSshReads()
    {
        await using var app = PortalApp.Start(OnePoint);
        using var host = new HttpClient { BaseAddress = app.Address };
        using var first = await host.GetAsync("/ssh/krl");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var list = Path.Combine(app.Folder, "fetched");
        await File.WriteAllBytesAsync(list, await first.Content.ReadAsByteArrayAsync());
        using var again = new HttpRequestMessage(HttpMethod.Get, "/ssh/ssh/krl") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await host.SendAsync(again)).StatusCode);
        var keys = await host.GetStringAsync("/ssh/ca");
        Assert.Equal(keys, await host.GetStringAsync("/ssh/ssh/ca"));
        Assert.StartsWith("ecdsa-sha2-nistp256 ", Assert.Single(keys.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync("/ssh/other/krl")).StatusCode);

        Assert.SkipUnless(ChildProgram.Find("ssh-keygen") is not null, "No ssh-keygen was found; install the package openssh-client.");
        await File.WriteAllTextAsync(list + ".pub", keys);
        Assert.True((await KeygenAsync("-Ql", "-f", list)).Succeeded);
        Assert.True((await KeygenAsync("-lf", list + ".pub")).Succeeded);
    }

    [Fact]
    public async Task Krl_HostThatWaits_IsToldAtOnceWhenSomethingIsRevoked()
    {
        await using var app = PortalApp.Start(OnePoint);
        using var host = new HttpClient { BaseAddress = app.Address };
        using var first = await host.GetAsync("/ssh/krl?wait=1");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/ssh/krl?wait=1") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        var waiting = host.SendAsync(again);
        var point = app.Get<EnforcementPoints>().Find("ssh")!;
        var now = DateTimeOffset.UtcNow.AddSeconds(2);
        var door = new DesiredDoor(
            GrantId.New(now),
            IPAddress.Parse("10.0.0.9"),
            new Endpoint(IPAddress.Parse("10.0.0.5"), 22, TransportProtocol.Tcp),
            now.AddHours(1)
        );
        await point.ApplyAsync(new DesiredAccess([door]), CancellationToken.None);
        Assert.False(waiting.IsCompleted, "a door that opened revokes nothing");
        await point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
        using var told = await waiting.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(HttpStatusCode.OK, told.StatusCode);
        Assert.NotEqual(first.Headers.ETag, told.Headers.ETag);
    }

    [Fact]
    public async Task CaAndKrl_NoSshPoint_SayThatThereIsNone()
    {
        await using var app = PortalApp.Start();
        using var host = new HttpClient { BaseAddress = app.Address };
        using var answer = await host.GetAsync("/ssh/krl");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("ssh-certificates", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Task<ProgramResult> KeygenAsync(params IReadOnlyList<string> arguments) =>
        ChildProgram.RunAsync(
            ChildProgram.Find("ssh-keygen")!,
            arguments,
            null,
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            CancellationToken.None
        );
}
