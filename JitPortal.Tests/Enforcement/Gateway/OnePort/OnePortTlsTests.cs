using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway.OnePort;

public sealed class OnePortTlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task Tunnel_MegabytesBothWays_AreTheSameBytesAndTheEndIsPassedOnAlone()
    {
        await using var service = new TcpService();
        await using var fixture = await RigAsync(o => o.ConnectCertificate = _certificate.Pem);
        var door = await fixture.Gateway.OpenAsync(service);
        await using var tunnel = await TunnelAsync(fixture, service.Endpoint, await fixture.IssueAsync(door));
        var data = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
        var sending = SendAsync(tunnel, data);
        using var got = new MemoryStream();
        await tunnel.CopyToAsync(got).WaitAsync(TimeSpan.FromSeconds(30));
        await sending;
        Assert.Equal(SHA256.HashData(data), SHA256.HashData(got.ToArray()));
        await Eventually.TrueAsync(
            async () =>
                await fixture.Gateway.SeeAsync(door) is { Flows.Count: 0 } seen
                && seen.BytesIn == data.Length
                && seen.BytesOut == data.Length,
            "all is counted and forgotten"
        );
    }

    [Fact]
    public async Task Tunnel_DoorShuts_EndsAtOnce()
    {
        await using var service = new TcpService();
        await using var fixture = await RigAsync(o =>
            (o.ConnectCertificate, o.ConnectCertificatePassword) = (_certificate.Pfx, TestCertificate.Password)
        );
        var door = await fixture.Gateway.OpenAsync(service);
        await using var tunnel = await TunnelAsync(fixture, service.Endpoint, await fixture.IssueAsync(door));
        var report = await fixture.Gateway.ShutAsync(door);
        Assert.Empty(report.Failed);
        Assert.Equal(1, report.Shut.Single().FlowsCut);
        await Assert.ThrowsAnyAsync<IOException>(async () =>
            await tunnel.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20))
        );
    }

    [Fact]
    public async Task Port_WithCertificate_TakesNothingInTheClear()
    {
        await using var service = new TcpService();
        await using var fixture = await RigAsync(o => o.ConnectCertificate = _certificate.Pem);
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        using var socket = await Client.ConnectAsync(fixture.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Head(service.Endpoint, issued)));
        Assert.DoesNotContain("HTTP", await OrNothingAsync(OnePortFixture.AnswerAsync(socket)), StringComparison.Ordinal);
        Assert.Empty(service.Accepted);
    }

    [Fact]
    public async Task Check_CertificateAboutToEnd_SaysSo()
    {
        using var old = new TestCertificate(days: 3);
        await using var fixture = await RigAsync(o => o.ConnectCertificate = old.Pem);
        await using var fresh = await RigAsync(o => o.ConnectCertificate = _certificate.Pem);
        await using var none = await RigAsync(_ => { });
        Assert.Contains("ends", (await CheckAsync(fixture)).Seen, StringComparison.Ordinal);
        Assert.Equal((false, true, false), ((await CheckAsync(fixture)).Ok, (await CheckAsync(fresh)).Ok, (await CheckAsync(none)).Ok));
    }

    private static Task<OnePortFixture> RigAsync(Action<GatewayOptions> configure) => OnePortFixture.StartAsync(configure: configure);

    private static async Task<PointCheck> CheckAsync(OnePortFixture fixture) =>
        (await fixture.Point.CheckAsync(CancellationToken.None)).Single(c => c.Name == "Tokens on their way");

    private async Task<SslStream> TunnelAsync(OnePortFixture fixture, Endpoint target, IssuedCredential issued)
    {
        var socket = await Client.ConnectAsync(fixture.Port);
        var tls = new SslStream(
            new NetworkStream(socket, ownsSocket: true),
            false,
            (_, shown, _, _) => shown?.GetCertHashString() == _certificate.Thumbprint
        );
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(TimeSpan.FromSeconds(20));
        await tls.WriteAsync(Encoding.ASCII.GetBytes(Head(target, issued)));
        var (answer, one) = (new StringBuilder(), new byte[1]);
        while (
            !answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await tls.ReadAsync(one).AsTask().WaitAsync(TimeSpan.FromSeconds(20)) == 1
        )
            answer.Append((char)one[0]);
        Assert.StartsWith("HTTP/1.1 200 ", answer.ToString(), StringComparison.Ordinal);
        return tls;
    }

    private static string Head(Endpoint target, IssuedCredential issued) =>
        $"CONNECT {target.HostPort} HTTP/1.1\r\n{OnePortFixture.Authorization(issued.UserName, issued.Secret)}\r\n";

    private static async Task SendAsync(SslStream tunnel, byte[] data)
    {
        await tunnel.WriteAsync(data);
        await tunnel.ShutdownAsync();
    }

    private static async Task<string> OrNothingAsync(Task<string> answer)
    {
        try
        {
            return await answer;
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
