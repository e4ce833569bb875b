using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Journal;

/// <summary>Somebody else's HTTP server that keeps what a portal tells it of its journal, and can misbehave.</summary>
internal sealed class HeadsReceiver : IAsyncDisposable
{
    private readonly int _port;
    private TcpListener? _listener;
    private Task _serving = Task.CompletedTask;

    public HeadsReceiver(bool up = true)
    {
        _port = PortalProcess.FreePort();
        if (up)
            Up();
    }

    public string Address => $"http://127.0.0.1:{_port}/heads";

    /// <summary>Bodies of the calls that were answered with 200, in their order.</summary>
    public ConcurrentQueue<string> Kept { get; } = [];

    /// <summary>All calls, whatever became of them.</summary>
    public int Calls => _calls;

    /// <summary>What it answers; null = nothing at all, it keeps the caller waiting.</summary>
    public string? Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private int _calls;

    public void Up()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _serving = ServeAsync(_listener);
    }

    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        await _serving;
    }

    private async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = CallAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It goes down.
        }
    }

    private async Task CallAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var text = new StringBuilder();
                var buffer = new byte[64 * 1024];
                while (true)
                {
                    var read = await stream.ReadAsync(buffer);
                    if (read == 0)
                        return;
                    text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                    var all = text.ToString();
                    var end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                    if (end < 0 || all[(end + 4)..] is not { Length: > 0 } body || !body.EndsWith('}'))
                        continue;
                    Interlocked.Increment(ref _calls);
                    text.Clear();
                    if (Answer is not { } answer)
                    {
                        await Task.Delay(TimeSpan.FromSeconds(60));
                        return;
                    }

                    if (answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
                        Kept.Enqueue(body);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
                }
            }
            catch (IOException)
            {
                // The portal went away.
            }
        }
    }
}
