using System.Net;
using System.Net.Sockets;

namespace JitPortal.Tests.Scanning;

/// <summary>
/// Real TCP services on loopback addresses that belong to one test. One with a banner tells it at once; one without speaks HTTP and so keeps
/// Nmap's version probe, which first listens for a banner, busy for some six seconds.
/// </summary>
internal sealed class LoopbackServices : IDisposable
{
    private static int _next = Random.Shared.Next(1, 200);
    private readonly List<TcpListener> _listeners = [];

    /// <summary>A /24 of its own: <c>127.77.N</c>.</summary>
    public string Net { get; }

    public LoopbackServices() => Net = $"127.77.{Interlocked.Increment(ref _next) % 250}";

    /// <summary>More services in the same network, to be ended on their own.</summary>
    public LoopbackServices(LoopbackServices neighbours) => Net = neighbours.Net;

    public void Listen(int host, int port, string? banner = null)
    {
        var listener = new TcpListener(IPAddress.Parse($"{Net}.{host}"), port);
        listener.Start();
        _listeners.Add(listener);
        _ = AnswerAsync(listener, banner);
    }

    public void Dispose() => _listeners.ForEach(l => l.Dispose());

    private static async Task AnswerAsync(TcpListener listener, string? banner)
    {
        try
        {
            while (true)
                _ = TalkAsync(await listener.AcceptTcpClientAsync(), banner);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task TalkAsync(TcpClient client, string? banner)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (banner is not null)
                    await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(banner));
                var buffer = new byte[1024];
                if (await stream.ReadAsync(buffer) > 0 && banner is null)
                    await stream.WriteAsync(
                        "HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()
                    );
            }
            catch (IOException)
            {
                // Nmap hung up.
            }
        }
    }
}
