using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Benchmarks.Gateway;

/// <summary>A service and its clients. The first byte of a connection says what follows: s = swallow all, e = echo.</summary>
internal sealed class Load : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Load()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(8192);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();

    public static async Task<Socket> ConnectAsync(int port, char kind)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(new[] { (byte)kind });
        await socket.ReceiveAsync(new byte[1]);
        return socket;
    }

    /// <summary>When the connection ended, as a time stamp of <see cref="Stopwatch"/>.</summary>
    public static async Task<long> EndAsync(Socket socket)
    {
        try
        {
            await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException) { }

        var at = Stopwatch.GetTimestamp();
        socket.Dispose();
        return at;
    }

    /// <summary>Gigabits a second of one stream, until the service has it all.</summary>
    public static async Task<double> ThroughputAsync(int port, long bytes)
    {
        using var socket = await ConnectAsync(port, 's');
        var block = new byte[256 * 1024];
        var watch = Stopwatch.StartNew();
        for (long sent = 0; sent < bytes; )
            sent += await socket.SendAsync(block);
        socket.Shutdown(SocketShutdown.Send);
        await socket.ReceiveAsync(new byte[1]);
        return bytes * 8 / watch.Elapsed.TotalSeconds / 1e9;
    }

    /// <summary>Microseconds there and back of one byte: the median.</summary>
    public static async Task<double> RoundTripAsync(int port, int rounds)
    {
        using var socket = await ConnectAsync(port, 'e');
        var (one, times) = (new byte[1], new double[rounds]);
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(one);
            await socket.ReceiveAsync(one);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return Median(times);
    }

    public static double Median(IEnumerable<double> values) => Percentile(values, 0.5);

    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var kind = new byte[1];
                if (await socket.ReceiveAsync(kind) == 0)
                    return;
                await socket.SendAsync(kind);
                var buffer = new byte[kind[0] == (byte)'s' ? 256 * 1024 : 16];
                int read;
                while ((read = await socket.ReceiveAsync(buffer)) > 0)
                    if (kind[0] == (byte)'e')
                        await socket.SendAsync(buffer.AsMemory(0, read));
                await socket.SendAsync(kind);
            }
            catch (SocketException) { }
        }
    }
}
