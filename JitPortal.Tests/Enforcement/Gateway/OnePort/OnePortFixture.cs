using System.Net;
using System.Net.Sockets;
using System.Text;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway.OnePort;

/// <summary>A gateway with one port, and somebody who speaks HTTP to it by hand.</summary>
internal sealed class OnePortFixture : IAsyncDisposable
{
    private OnePortFixture(TimeProvider? time, Action<GatewayOptions>? configure)
    {
        Port = FreePort();
        Gateway = new GatewayFixture(
            time,
            o =>
            {
                o.ConnectPort = Port;
                configure?.Invoke(o);
            }
        );
    }

    public int Port { get; }

    public GatewayFixture Gateway { get; }

    public TokenGatewayPoint Point => (TokenGatewayPoint)Gateway.Point;

    public static async Task<OnePortFixture> StartAsync(TimeProvider? time = null, Action<GatewayOptions>? configure = null)
    {
        var fixture = new OnePortFixture(time, configure);
        await fixture.Gateway.ApplyAsync();
        return fixture;
    }

    public async Task<IssuedCredential> IssueAsync(ObservedDoor door) =>
        (await Point.IssueAsync(door.Grant, new CredentialRequest(), CancellationToken.None)).Required();

    /// <summary>Asks for a tunnel; the whole answer, up to its empty line, and the connection.</summary>
    public async Task<(Socket Socket, string Answer)> AskAsync(Endpoint target, string? user, string? token, string from = "127.0.0.1") =>
        await AskAsync($"CONNECT {target.HostPort} HTTP/1.1\r\nHost: {target.HostPort}\r\n{Authorization(user, token)}\r\n", from);

    public async Task<(Socket Socket, string Answer)> AskAsync(string request, string from = "127.0.0.1")
    {
        var socket = await Client.ConnectAsync(Port, from);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request));
        return (socket, await AnswerAsync(socket));
    }

    /// <summary>Like <see cref="AskAsync(Endpoint, string?, string?, string)"/>, for those who want the status only.</summary>
    public async Task<int> StatusAsync(Endpoint target, string? user, string? token, string from = "127.0.0.1")
    {
        var (socket, answer) = await AskAsync(target, user, token, from);
        socket.Dispose();
        return int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task<string> AnswerAsync(Socket socket)
    {
        var (text, one) = (new StringBuilder(), new byte[1]);
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await socket.ReceiveAsync(one).WaitAsync(TimeSpan.FromSeconds(20)) == 0)
                break;
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    public static string Authorization(string? user, string? token) =>
        user is null ? "" : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}"))}\r\n";

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static int FreePort()
    {
        // Below the ports that the system gives to outgoing connections: those of other tests could take one of them first.
        for (var port = Random.Shared.Next(12_000, 19_000); ; port++)
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
                return port;
            }
            catch (SocketException) { }
        }
    }
}
