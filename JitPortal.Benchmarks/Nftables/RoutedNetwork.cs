using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Benchmarks.Nftables;

/// <summary>A client, a router and a server as network namespaces of this machine. Needs root.</summary>
internal sealed class RoutedNetwork : IAsyncDisposable
{
    public const string Client = "10.60.1.2";
    public const string Server = "10.60.2.10";
    public const int Port = 5000;
    private readonly string _prefix = string.Create(CultureInfo.InvariantCulture, $"jtb{Environment.ProcessId}");
    private readonly List<Socket> _sockets = [];

    public string Router => $"{_prefix}-r";

    /// <summary>Null where namespaces can't be made.</summary>
    public static async Task<RoutedNetwork?> CreateAsync()
    {
        var network = new RoutedNetwork();
        if (
            !OperatingSystem.IsLinux()
            || !Environment.IsPrivilegedProcess
            || ChildProgram.Find("nft") is null
            || ChildProgram.Find("conntrack") is null
        )
            return null;
        var p = network._prefix;
        var lines = string.Join(
            '\n',
            $"netns add {p}-c",
            $"netns add {p}-r",
            $"netns add {p}-s",
            $"link add name c0 netns {p}-c type veth peer name r0 netns {p}-r",
            $"link add name s0 netns {p}-s type veth peer name r1 netns {p}-r"
        );
        await RunAsync("ip", ["-batch", "-"], lines + "\n");
        await RunAsync(
            "ip",
            ["-n", $"{p}-c", "-batch", "-"],
            $"link set lo up\naddress add {Client}/24 dev c0\nlink set c0 up\nroute add default via 10.60.1.1\n"
        );
        await RunAsync(
            "ip",
            ["-n", $"{p}-s", "-batch", "-"],
            $"link set lo up\naddress add {Server}/24 dev s0\nlink set s0 up\nroute add default via 10.60.2.1\n"
        );
        await RunAsync(
            "ip",
            ["-n", $"{p}-r", "-batch", "-"],
            "address add 10.60.1.1/24 dev r0\naddress add 10.60.2.1/24 dev r1\nlink set r0 up\nlink set r1 up\n"
        );
        await RunAsync("ip", ["netns", "exec", network.Router, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1"], "");
        network.Listen();
        return network;
    }

    public async Task<Socket> ConnectAsync()
    {
        var socket = NetworkNamespace.In($"{_prefix}-c", () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        await socket.ConnectAsync(IPAddress.Parse(Server), Port);
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_sockets)
            _sockets.ForEach(s => s.Dispose());
        await RunAsync("ip", ["-batch", "-"], $"netns delete {_prefix}-c\nnetns delete {_prefix}-r\nnetns delete {_prefix}-s\n");
    }

    private void Listen()
    {
        var listener = NetworkNamespace.In(
            $"{_prefix}-s",
            () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        );
        listener.Bind(new IPEndPoint(IPAddress.Parse(Server), Port));
        listener.Listen(8192);
        _sockets.Add(listener);
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                lock (_sockets)
                    _sockets.Add(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private static async Task RunAsync(string program, string[] arguments, string input)
    {
        var ran = await ChildProgram.RunAsync(
            ChildProgram.Find(program)!,
            arguments,
            input,
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            CancellationToken.None
        );
        if (!ran.Succeeded)
            throw new InvalidOperationException($"{program}: {ran.Error}");
    }
}
