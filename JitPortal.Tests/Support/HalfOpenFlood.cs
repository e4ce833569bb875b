using System.Net;
using System.Net.Sockets;
using System.Text;

namespace JitPortal.Tests.Support;

/// <summary>
/// Somebody without an account who holds as many connections to a portal as they can, none of which ever asks for anything whole, and
/// who makes a new one for each that is taken from them.
/// </summary>
internal sealed class HalfOpenFlood : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);

    /// <summary>What is said first, and what again each second.</summary>
    private static readonly (string First, string Again)[] Kinds =
    [
        ("GET /account/login HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", "a"),
        ("", ""),
        (
            "POST /account/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\n",
            new string('a', 400)
        ),
        ("GET /account/login HTTP/1.1\r\nHost: localhost\r\n\r\n", ""),
        (
            "GET /_blazor HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            ""
        ),
        ("\x16\x03\x01", "\x01"),
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _all;
    private int _standing;

    public HalfOpenFlood(int port, int connections, string from) =>
        _all = [.. Enumerable.Range(0, connections).Select(n => HoldAsync(port, from, Kinds[n % Kinds.Length], n))];

    /// <summary>Connections that stand at this moment.</summary>
    public int Standing => Volatile.Read(ref _standing);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_all);
        _stop.Dispose();
    }

    private async Task HoldAsync(int port, string from, (string First, string Again) kind, int number)
    {
        var pause = TimeSpan.FromMilliseconds(number % 1000 * 2);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, _stop.Token);
                pause = Again;
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), _stop.Token);
                Interlocked.Increment(ref _standing);
                try
                {
                    await StandAsync(socket, kind);
                }
                finally
                {
                    Interlocked.Decrement(ref _standing);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Taken away, or over.
            }
        }
    }

    private async Task StandAsync(Socket socket, (string First, string Again) kind)
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(kind.First), _stop.Token);
        var (buffer, end) = (new byte[4096], default(Task<int>));
        while (true)
        {
            end ??= socket.ReceiveAsync(buffer, _stop.Token).AsTask();
            if (await Task.WhenAny(end, Task.Delay(1000, _stop.Token)) == end)
            {
                if (await end == 0)
                    return;
                end = null;
            }
            else if (kind.Again.Length > 0)
            {
                await socket.SendAsync(Encoding.Latin1.GetBytes(kind.Again), _stop.Token);
            }
        }
    }
}
