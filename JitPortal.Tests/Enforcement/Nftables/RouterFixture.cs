using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Nftables.Applying;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>
/// A client with two addresses, a router with the real nft, and a server that echoes on port 5000 over TCP and UDP; and the desired set
/// that the test keeps for the point on the router (or on the server).
/// </summary>
internal sealed class RouterFixture : IAsyncDisposable
{
    public const string Client = "10.60.1.2";
    public const string Neighbour = "10.60.1.3";
    public const string Server = "10.60.2.10";
    public const string Client6 = "fd60:1::2";
    public const string Server6 = "fd60:2::10";
    public const int Port = 5000;

    private readonly Dictionary<GrantId, DesiredDoor> _desired = [];
    private readonly List<Socket> _sockets = [];
    private readonly Dictionary<string, Socket> _listeners = [];

    private RouterFixture(NetworkNamespaces net) => Net = net;

    public NetworkNamespaces Net { get; }

    /// <summary>The point that the desired set goes to.</summary>
    public NftablesPoint Point { get; set; } = null!;

    /// <summary>Connections at the server's end, in the order in which they came.</summary>
    public List<Socket> Accepted { get; } = [];

    public static RouterFixture Create(
        Placement placement = Placement.Forward,
        string[]? guards = null,
        Func<INftApplier, INftApplier>? between = null
    )
    {
        var net = NetworkNamespaces.Create("nft", "conntrack", "ss");
        var lab = new RouterFixture(net);
        foreach (var machine in new[] { "client", "router", "server" })
            net.Add(machine);
        net.Connect("client", [$"{Client}/24", $"{Neighbour}/24", $"{Client6}/64"], "router", ["10.60.1.1/24", "fd60:1::1/64"]);
        net.Connect("server", [$"{Server}/24", $"{Server6}/64"], "router", ["10.60.2.1/24", "fd60:2::1/64"]);
        net.In("router", "sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        net.Batch("client", ["route add default via 10.60.1.1", "route add ::/0 via fd60:1::1"]);
        net.Batch("server", ["route add default via 10.60.2.1", "route add ::/0 via fd60:2::1"]);
        foreach (var address in new[] { Server, Server6 })
        {
            lab.Serve(address);
            _ = lab.EchoDatagramsAsync(address);
        }

        lab.Point = lab.NewPoint(placement, guards, between);
        return lab;
    }

    /// <summary>The text of the boot file.</summary>
    public string Rules(Placement placement = Placement.Forward) => NftRules.Text(placement, Settings(placement).Guards);

    public NftablesSettings Settings(Placement placement, string[]? guards = null) =>
        NftablesSettings
            .Read(
                Options(
                    placement,
                    guards ?? ["10.60.2.0/24 5000/tcp", "10.60.2.0/24 5000/udp", "fd60:2::/64 5000/tcp", "fd60:2::/64 5000/udp"]
                ),
                "Enforcement:Points:0"
            )
            .Required();

    /// <summary>A portal of its own, as after a restart.</summary>
    /// <param name="probes">It tries doors from the device of <see cref="SetUpProbe"/>.</param>
    public NftablesPoint NewPoint(
        Placement placement = Placement.Forward,
        string[]? guards = null,
        Func<INftApplier, INftApplier>? between = null,
        SensorProbes? sensors = null,
        bool probes = false
    )
    {
        var settings = Settings(placement, guards) with { ProbeNamespace = probes ? Net["probe"] : null };
        INftApplier desk = new LocalApplier(
            new NftTools(settings.NetworkNamespace, TimeProvider.System),
            placement,
            () => NftRules.Text(placement, settings.Guards),
            TimeProvider.System
        );
        return new NftablesPoint("edge", settings, between?.Invoke(desk) ?? desk, TimeProvider.System, NullLogger.Instance, sensors);
    }

    /// <summary>The device that tries as the person, as the snippet for operators sets it up.</summary>
    public void SetUpProbe()
    {
        Net.Connect("probe", ["169.254.77.2/30"], "router", ["169.254.77.1/30"]);
        Net.Batch("probe", ["route add default via 169.254.77.1"]);
        Net.Batch("router", ["rule add fwmark 0x77 lookup 77", "route add default via 169.254.77.2 dev to-probe table 77"]);
        Net.In("router", "sysctl", "-q", "-w", "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.to-probe.rp_filter=0");
        Nft(
            "add table ip jitprobe; add chain ip jitprobe back { type filter hook prerouting priority mangle; }; add rule ip jitprobe back iifname \"to-probe\" ct mark set 0x77; add rule ip jitprobe back iifname != \"to-probe\" ct mark 0x77 meta mark set 0x77; add chain ip jitprobe own { type route hook output priority mangle; }; add rule ip jitprobe own ct mark 0x77 meta mark set 0x77"
        );
    }

    public async Task<GrantId> OpenAsync(
        string source = Client,
        string service = Server,
        double seconds = 600,
        TransportProtocol protocol = TransportProtocol.Tcp
    )
    {
        var grant = Want(source, service, seconds, protocol);
        var report = await ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Contains(report.Open, d => d.Grant == grant);
        return grant;
    }

    public GrantId Want(
        string source = Client,
        string service = Server,
        double seconds = 600,
        TransportProtocol protocol = TransportProtocol.Tcp,
        int port = Port
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        var grant = GrantId.New(now);
        _desired[grant] = new DesiredDoor(
            grant,
            IPAddress.Parse(source),
            new Endpoint(IPAddress.Parse(service), port, protocol),
            now.AddSeconds(seconds)
        );
        return grant;
    }

    public void Move(GrantId grant, double seconds) =>
        _desired[grant] = _desired[grant] with { Deadline = TimeProvider.System.GetUtcNow().AddSeconds(seconds) };

    /// <summary>Time that a grant has left.</summary>
    public TimeSpan Left(GrantId grant) => _desired[grant].Deadline - TimeProvider.System.GetUtcNow();

    public bool IsWanted(GrantId grant, int milliseconds) => Left(grant) > TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>From now on nobody listens at that address.</summary>
    public void StopServing(string address) => _listeners[address].Dispose();

    public void Drop(GrantId grant) => _desired.Remove(grant);

    public Task<EnforcementReport> ApplyAsync(NftablesPoint? point = null) =>
        (point ?? Point).ApplyAsync(new DesiredAccess([.. _desired.Values]), CancellationToken.None);

    public async Task<EnforcementReport> ShutAsync(GrantId grant)
    {
        Drop(grant);
        return await ApplyAsync();
    }

    public async Task<Socket> ConnectAsync(string source = Client, string service = Server)
    {
        var (socket, error) = await Net.TryConnectAsync("client", source, service, Port);
        Assert.Equal(SocketError.Success, error);
        _sockets.Add(socket!);
        return socket!;
    }

    public async Task<SocketError> TryAsync(string source = Client, string service = Server, int milliseconds = 3000)
    {
        var (socket, error) = await Net.TryConnectAsync("client", source, service, Port, milliseconds);
        socket?.Dispose();
        return error;
    }

    /// <summary>Sends and waits for the echo; false when nothing comes back in time, throws when the connection is reset.</summary>
    public static async Task<bool> EchoesAsync(Socket socket, int milliseconds = 3000)
    {
        using var patience = new CancellationTokenSource(milliseconds);
        try
        {
            await socket.SendAsync("ping"u8.ToArray(), patience.Token);
            return await socket.ReceiveAsync(new byte[16], patience.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A datagram there and back.</summary>
    public async Task<bool> DatagramEchoesAsync(string source = Client, string service = Server, int milliseconds = 1000)
    {
        using var socket = Net.At("client", () => new Socket(IPAddress.Parse(source).AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(service), Port));
        try
        {
            return await EchoesAsync(socket, milliseconds);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Waits until the connection is reset without sending anything on it.</summary>
    public static async Task ResetAsync(Socket socket, int seconds = 20)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var buffer = new byte[64 * 1024];
        var reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) > 0) { }
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    public DoorAddress Place(GrantId grant, string source = Client, string service = Server) =>
        new(grant, IPAddress.Parse(source), new Endpoint(IPAddress.Parse(service), Port, TransportProtocol.Tcp), Port);

    public string Nft(params string[] arguments) => Net.In("router", "nft", arguments);

    public async ValueTask DisposeAsync()
    {
        await Point.DisposeAsync();
        foreach (var socket in _sockets.Concat(Accepted))
            socket.Dispose();
        Net.Dispose();
    }

    private NftablesOptions Options(Placement placement, string[] guards)
    {
        var options = new NftablesOptions
        {
            Placement = NftRules.Name(placement),
            NetworkNamespace = Net[placement == Placement.Host ? "server" : "router"],
        };
        foreach (var guard in guards)
            options.Guards.Add(guard);
        return options;
    }

    private void Serve(string address)
    {
        var listener = Net.Listen("server", address, Port);
        _sockets.Add(listener);
        _listeners[address] = listener;
        _ = TcpService.AcceptAsync(
            listener,
            socket =>
            {
                lock (Accepted)
                    Accepted.Add(socket);
            }
        );
    }

    private async Task EchoDatagramsAsync(string address)
    {
        var socket = Net.At("server", () => new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), Port));
        _sockets.Add(socket);
        var buffer = new byte[1500];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveFromAsync(
                    buffer,
                    new IPEndPoint(address.Contains(':', StringComparison.Ordinal) ? IPAddress.IPv6Any : IPAddress.Any, 0)
                );
                await socket.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }
}
