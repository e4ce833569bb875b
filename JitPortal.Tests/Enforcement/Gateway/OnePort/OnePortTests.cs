using System.Net.Sockets;
using System.Text;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway.OnePort;

public sealed class OnePortTests
{
    [Fact]
    public async Task Connect_RightTokenAndTarget_CarriesAndIsListedAndCounted()
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var door = await fixture.Gateway.OpenAsync(service);
        var issued = await fixture.IssueAsync(door);
        var (socket, answer) = await fixture.AskAsync(service.Endpoint, issued.UserName, issued.Secret);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(8, await Client.PingAsync(socket, 8));
        await Eventually.TrueAsync(
            async () =>
                (await fixture.Gateway.SeeAsync(door))!.Flows is [{ BytesIn: 1, BytesOut: 1 } flow]
                && flow.Source.Equals(socket.LocalEndPoint),
            "the connection is listed with its bytes"
        );
        await fixture.Gateway.ShutAsync(door);
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(socket));
        Assert.Equal(407, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret));
        socket.Dispose();
    }

    [Fact]
    public async Task Connect_NoTokenWrongTokenAndUnknownGrant_GetTheSameAnswer()
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var door = await fixture.Gateway.OpenAsync(service);
        var without = await fixture.Gateway.OpenAsync(service);
        var issued = await fixture.IssueAsync(door);
        var answers = new List<string>();
        foreach (
            var (user, token) in new[]
            {
                (null, null),
                (issued.UserName, "wrong"),
                (issued.UserName, ""),
                (GrantId.New(fixture.Gateway.Time.GetUtcNow()).ToString(), issued.Secret),
                ("somebody", issued.Secret),
                (without.Grant.ToString(), issued.Secret),
                (without.Grant.ToString(), ""),
            }
        )
        {
            var (socket, answer) = await fixture.AskAsync(service.Endpoint, user, token);
            answers.Add(answer);
            socket.Dispose();
        }

        Assert.StartsWith("HTTP/1.1 407 ", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
        Assert.Empty(service.Accepted);
    }

    [Fact]
    public async Task Connect_OtherTarget_IsForbiddenAndNothingIsReached()
    {
        await using var service = new TcpService();
        await using var other = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        Assert.Equal(403, await fixture.StatusAsync(other.Endpoint, issued.UserName, issued.Secret));
        var (socket, answer) = await fixture.AskAsync(
            $"CONNECT localhost:{service.EndPoint.Port} HTTP/1.1\r\n{OnePortFixture.Authorization(issued.UserName, issued.Secret)}\r\n"
        );
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.Empty(other.Accepted);
        Assert.Empty(service.Accepted);
        socket.Dispose();
    }

    [Theory]
    [InlineData(true, 403)]
    [InlineData(false, 200)]
    public async Task Connect_FromAnotherAddress_DependsOnThePin(bool pins, int expected)
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync(configure: o => o.ConnectPinsSource = pins);
        var door = await fixture.Gateway.OpenAsync(service, source: "127.0.0.2");
        var issued = await fixture.IssueAsync(door);
        Assert.Equal(expected, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret, from: "127.0.0.3"));
        Assert.Equal(200, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret, from: "127.0.0.2"));
        Assert.Equal(SocketError.ConnectionReset, await Client.KnockAsync(door.Port, from: "127.0.0.3"));
    }

    [Fact]
    public async Task Issue_Again_ReplacesTheOldTokenAndKeepsItsConnections()
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var door = await fixture.Gateway.OpenAsync(service);
        var first = await fixture.IssueAsync(door);
        var (socket, _) = await fixture.AskAsync(service.Endpoint, first.UserName, first.Secret);
        var second = await fixture.IssueAsync(door);
        Assert.NotEqual(first.Secret, second.Secret);
        Assert.Equal(407, await fixture.StatusAsync(service.Endpoint, first.UserName, first.Secret));
        Assert.Equal(200, await fixture.StatusAsync(service.Endpoint, second.UserName, second.Secret));
        Assert.Equal(4, await Client.PingAsync(socket, 4));
        Assert.Equal((LogIn.GatewayToken, door.Deadline), (second.Kind, second.ExpiresAt));
        Assert.DoesNotContain(second.Journal.Values, v => v.Contains(second.Secret!, StringComparison.Ordinal));
        socket.Dispose();
    }

    [Fact]
    public async Task Issue_DoorClosed_IsRefusedWithASentence()
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var door = await fixture.Gateway.OpenAsync(service);
        await fixture.Gateway.ShutAsync(door);
        Assert.Equal("door-not-open", (await fixture.Point.IssueAsync(door.Grant, new(), CancellationToken.None)).Refusal!.Code);
    }

    [Fact]
    public async Task Connect_DoorOpenedAnew_NeedsANewToken()
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var door = await fixture.Gateway.OpenAsync(service);
        var issued = await fixture.IssueAsync(door);
        await fixture.Gateway.ShutAsync(door);
        var again = new JitPortal.Enforcement.Model.DesiredDoor(door.Grant, door.Source, door.Service, door.Deadline);
        await fixture.Gateway.Point.ApplyAsync(new([again]), CancellationToken.None);
        Assert.NotNull(await fixture.Gateway.SeeAsync(door));
        Assert.Equal(407, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret));
    }

    [Fact]
    public async Task Connect_DeadlinePassed_IsCutAndRefused()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync(time);
        var door = await fixture.Gateway.OpenAsync(service, lasts: TimeSpan.FromMinutes(10));
        var issued = await fixture.IssueAsync(door);
        var (socket, _) = await fixture.AskAsync(service.Endpoint, issued.UserName, issued.Secret);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SocketError.ConnectionReset, await Client.EndAsync(socket));
        Assert.Equal(407, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret));
        socket.Dispose();
    }

    [Fact]
    public async Task Connect_SpeaksBeforeTheAnswer_LosesNothing()
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        var (socket, answer) = await fixture.AskAsync(
            $"CONNECT {service.Endpoint.HostPort} HTTP/1.1\r\n{OnePortFixture.Authorization(issued.UserName, issued.Secret)}\r\nearly"
        );
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        var (echo, got) = (new byte[5], 0);
        while (got < 5)
            got += await socket.ReceiveAsync(echo.AsMemory(got)).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("early", Encoding.ASCII.GetString(echo));
        socket.Dispose();
    }

    [Fact]
    public async Task Connect_ServiceDown_Is502()
    {
        var gone = new TcpService();
        await gone.DisposeAsync();
        await using var fixture = await OnePortFixture.StartAsync();
        var door = await fixture.Gateway.OpenAsync(gone);
        var issued = await fixture.IssueAsync(door);
        Assert.Equal(502, await fixture.StatusAsync(gone.Endpoint, issued.UserName, issued.Secret));
        await Eventually.TrueAsync(
            async () => (await fixture.Gateway.SeeAsync(door))!.Flows.Count == 0,
            "the failed connection is forgotten"
        );
    }

    [Fact]
    public async Task Ask_OtherMethod_Is405()
    {
        await using var fixture = await OnePortFixture.StartAsync();
        var (socket, answer) = await fixture.AskAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 405 ", answer, StringComparison.Ordinal);
        socket.Dispose();
    }

    [Fact]
    public async Task Ask_HeadWithoutEnd_IsCutOffByLength()
    {
        await using var fixture = await OnePortFixture.StartAsync();
        var (socket, answer) = await fixture.AskAsync(
            "CONNECT 10.0.0.1:1 HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("X-Long: 0123456789\r\n", 500))
        );
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
        socket.Dispose();
    }

    [Fact]
    public async Task Ask_HeadDripping_IsCutOffByTime()
    {
        var time = new JumpingClock();
        await using var fixture = await OnePortFixture.StartAsync(time);
        using var socket = await Client.ConnectAsync(fixture.Port);
        var answer = OnePortFixture.AnswerAsync(socket);
        await Eventually.TrueAsync(
            async () =>
            {
                // Byte after byte, for ever.
                await socket.SendAsync("X"u8.ToArray());
                time.Advance(TimeSpan.FromSeconds(1));
                return answer.IsCompleted;
            },
            "the slow head is given up"
        );
        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 600, "127.0.0.1")]
    [InlineData(20, 40, "127.0.0.1")]
    [InlineData(20, 40, "127.0.7.1")]
    public async Task Ask_ThousandsWaitSilently_WhoHoldsAGrantGetsIn(int addresses, int each, string holder)
    {
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service, holder));
        var silent = new List<Socket>();
        for (var a = 1; a <= addresses; a++)
        for (var i = 0; i < each; i++)
            await WaitAsync(silent, fixture.Port, $"127.0.7.{a}");
        for (var i = 0; i < 3; i++)
            Assert.Equal(200, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret, holder));
        Assert.InRange(silent.Count(s => !s.Poll(0, SelectMode.SelectRead)), 1, 512);
        foreach (var socket in silent)
            socket.Dispose();
    }

    private static async Task WaitAsync(List<Socket> silent, int port, string from)
    {
        try
        {
            silent.Add(await Client.ConnectAsync(port, from));
        }
        catch (SocketException)
        {
            // Turned away at once.
        }
    }

    [Fact]
    public async Task Ask_ManyWrongTokens_BrakesThatAddressAloneForAMinute()
    {
        var time = new JumpingClock();
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync(time, o => o.ConnectPinsSource = false);
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        for (var i = 0; i < TokenBrake.Wrong; i++)
            Assert.Equal(407, await fixture.StatusAsync(service.Endpoint, issued.UserName, "guess", from: "127.0.0.4"));
        Assert.Equal(429, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret, from: "127.0.0.4"));
        Assert.Equal(200, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret, from: "127.0.0.5"));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, await fixture.StatusAsync(service.Endpoint, issued.UserName, issued.Secret, from: "127.0.0.4"));
    }

    [Fact]
    public async Task Dispose_PortalStops_ResetsWhoIsStillAsking()
    {
        await using var fixture = await OnePortFixture.StartAsync();
        using var asking = await Client.ConnectAsync(fixture.Port);
        await asking.SendAsync("CONNECT"u8.ToArray());
        await fixture.DisposeAsync();
        await Eventually.TrueAsync(async () => await Client.EndAsync(asking) != SocketError.IOPending, "the connection ended");
        Assert.Equal(SocketError.ConnectionRefused, await Client.KnockAsync(fixture.Port));
    }
}
