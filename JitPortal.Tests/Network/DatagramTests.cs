using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Network;

/// <summary>A UDP service behind a packet filter, from the asking to the end, with bytes on the wire as the witness.</summary>
public sealed class DatagramTests : IAsyncLifetime
{
    private const int Port = 9999;
    private readonly List<Socket> _sockets = [];
    private PortalNetwork _lab = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = PortalNetwork.Create("ncat");
        foreach (var address in new[] { PortalNetwork.Server, PortalNetwork.Server6 })
            _ = EchoAsync(Bound("server", address, Port));
        _lab.Settings["Enforcement:Points:0:Name"] = "edge";
        _lab.Settings["Enforcement:Points:0:Kind"] = "nftables";
        _lab.Settings["Enforcement:Points:0:Guards:0"] = $"10.60.2.0/24 {Port}/udp";
        _lab.Settings["Enforcement:Points:0:Guards:1"] = $"fd60:2::/64 {Port}/udp";
        await _lab.StartAsync(
            $$"""
            rules:
              - { name: datagrams, match: { services: { ports: [{{Port}}/udp] } }, decision: allow, enforce: [edge] }
              - { name: others, decision: allow }
            """,
            new(Port, "echo", "udp"),
            new(Port, "echo", "udp", PortalNetwork.Server6),
            new(53, "domain", "udp")
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
        await _lab.DisposeAsync();
    }

    [Theory]
    [InlineData(PortalNetwork.Person, PortalNetwork.Server)]
    [InlineData(PortalNetwork.Person6, PortalNetwork.Server6)]
    public async Task Datagrams_PassWhileTheGrantIsOpen_AndNeitherBeforeNorAfter(string person, string server)
    {
        var service = server.Contains(':', StringComparison.Ordinal) ? $"[{server}]:{Port}/udp" : $"{server}:{Port}/udp";
        // The portal's own start closes the service: nobody got in before somebody asked.
        await Eventually.TrueAsync(async () => !await EchoesAsync(Bound("person", person), server), "the service is closed");
        Assert.Empty(Refusals(await PreviewAsync(service, person)));

        var grant = await _lab.OpenAsync(service, person, "PT12S");
        var deadline = grant.GetProperty("deadline").GetDateTimeOffset();
        var flow = Bound("person", person);
        Assert.True(await EchoesAsync(flow, server), "a datagram and its answer pass");
        var shown = PortalNetwork.Text(grant.GetProperty("connect"), "command")!;
        Assert.StartsWith("nc -u ", shown, StringComparison.Ordinal);
        var run = await _lab.Net.ShellAsync("person", $"{{ echo hello; sleep 1; }} | timeout 5 {shown}");
        Assert.True(run.Output == "hello\n", $"{shown}: {run.Output} {run.Error}");
        if (person == PortalNetwork.Person)
            Assert.False(await EchoesAsync(Bound("person", PortalNetwork.Neighbour), server), "somebody beside the person stays out");

        // One flow that never falls silent, past the deadline.
        var last = DateTimeOffset.MinValue;
        for (var end = deadline.AddSeconds(2); DateTimeOffset.UtcNow < end; )
            if (await EchoesAsync(flow, server, 200))
                last = DateTimeOffset.UtcNow;
        Assert.InRange(last, deadline.AddSeconds(-2), deadline.AddSeconds(0.5));
        Assert.False(await EchoesAsync(Bound("person", person), server), "nothing passes afterwards");

        var closed = await _lab.WaitAsync(PortalNetwork.Text(grant, "id")!, "Closed");
        // Nobody has to answer a datagram, so the portal may not call it proved.
        Assert.False(closed.GetProperty("proved").GetBoolean());
        var door = Assert.Single(closed.GetProperty("doors").EnumerateArray());
        Assert.Equal(("Shut", "NotComparable"), (PortalNetwork.Text(door, "state"), PortalNetwork.Text(door, "proof")));
        Assert.Contains("UDP", PortalNetwork.Text(door, "why"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_NoDemandedPointCarriesDatagrams_IsRefusedAndNamesWhatCan()
    {
        var refusal = Assert.Single(Refusals(await PreviewAsync($"{PortalNetwork.Server}:53/udp", PortalNetwork.Person)));
        Assert.Contains("gateway carries TCP only", refusal, StringComparison.Ordinal);
        // The filter that is there does not guard that port: it is no help.
        Assert.Contains("none is set up", refusal, StringComparison.Ordinal);
        await RefusedAsync($"{PortalNetwork.Server}:53/udp", PortalNetwork.Person, refusal);
    }

    [Theory]
    [InlineData(PortalNetwork.Person6, PortalNetwork.Server)]
    [InlineData(PortalNetwork.Person, PortalNetwork.Server6)]
    public async Task Preview_AskerOfAnotherFamily_IsRefusedWithAWayThatExists(string person, string server)
    {
        var service = server.Contains(':', StringComparison.Ordinal) ? $"[{server}]:{Port}/udp" : $"{server}:{Port}/udp";
        var refusal = Assert.Single(Refusals(await PreviewAsync(service, person)));
        Assert.Contains("different address families", refusal, StringComparison.Ordinal);
        // The gateway carries no UDP, and a point that guards it is set up.
        Assert.DoesNotContain("gateway", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("none is set up", refusal, StringComparison.Ordinal);
        await RefusedAsync(service, person, refusal);
    }

    private async Task RefusedAsync(string service, string from, string sentence)
    {
        using var ann = _lab.Ann(from);
        using var asked = await ann.PostAsJsonAsync(
            "requests",
            new
            {
                services = new[] { service },
                duration = "PT5M",
                reason = "a look from outside",
            }
        );
        Assert.Equal(HttpStatusCode.Forbidden, asked.StatusCode);
        Assert.Contains(
            sentence,
            PortalNetwork.Text(await asked.Content.ReadFromJsonAsync<JsonElement>(), "detail"),
            StringComparison.Ordinal
        );
    }

    private Task<JsonElement> PreviewAsync(string service, string from) =>
        _lab.PostAsync(
            "requests/preview",
            new
            {
                services = new[] { service },
                duration = "PT5M",
                reason = "a look from outside",
            },
            from
        );

    private static List<string> Refusals(JsonElement preview) =>
        [
            .. preview
                .GetProperty("verdict")
                .GetProperty("conditions")
                .EnumerateArray()
                .Where(c => PortalNetwork.Text(c, "kind") == "Unsatisfied")
                .Select(c => PortalNetwork.Text(c, "sentence")!),
        ];

    private Socket Bound(string machine, string address, int port = 0)
    {
        var ip = IPAddress.Parse(address);
        var socket = _lab.Net.At(machine, () => new Socket(ip.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(ip, port));
        _sockets.Add(socket);
        return socket;
    }

    /// <summary>Whether this very datagram comes back; what comes late for an earlier one is passed over.</summary>
    private static async Task<bool> EchoesAsync(Socket socket, string server, int milliseconds = 700)
    {
        var text = Guid.NewGuid().ToString();
        var buffer = new byte[100];
        using var patience = new CancellationTokenSource(milliseconds);
        try
        {
            var to = new IPEndPoint(IPAddress.Parse(server), Port);
            await socket.SendToAsync(Encoding.ASCII.GetBytes(text), SocketFlags.None, to, patience.Token);
            while (true)
            {
                var read = await socket.ReceiveFromAsync(buffer, SocketFlags.None, to, patience.Token);
                if (Encoding.ASCII.GetString(buffer, 0, read.ReceivedBytes) == text)
                    return true;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            return false;
        }
    }

    private static async Task EchoAsync(Socket socket)
    {
        var buffer = new byte[2000];
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                var read = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any);
                await socket.SendToAsync(buffer.AsMemory(0, read.ReceivedBytes), SocketFlags.None, read.RemoteEndPoint);
            }
            catch (SocketException)
            {
                // What comes back for a peer that is gone.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }
}
