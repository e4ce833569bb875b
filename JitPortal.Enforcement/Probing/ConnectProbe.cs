using System.Net;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Probing;

/// <summary>Opens a TCP connection and hangs up at once.</summary>
internal static class ConnectProbe
{
    /// <param name="networkNamespace">Where to connect from; null for the portal's own namespace.</param>
    public static async Task<(ConnectAnswer Answer, TimeSpan Took)> TryAsync(
        IPEndPoint target,
        IPAddress? from,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken ct,
        string? networkNamespace = null
    )
    {
        using var socket = NetworkNamespace.In(
            networkNamespace,
            () => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
        );
        var start = time.GetTimestamp();
        var answer = await ConnectAsync(socket, target, from, timeout, ct);
        return (answer, time.GetElapsedTime(start));
    }

    private static async Task<ConnectAnswer> ConnectAsync(
        Socket socket,
        IPEndPoint target,
        IPAddress? from,
        TimeSpan timeout,
        CancellationToken ct
    )
    {
        if (from is not null && !TryBind(socket, from))
            return ConnectAnswer.NoVantage;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(timeout);
        try
        {
            await socket.ConnectAsync(target, patience.Token);
            return ConnectAnswer.Accepted;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ConnectAnswer.NoAnswer;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode switch
            {
                SocketError.ConnectionRefused or SocketError.ConnectionReset => ConnectAnswer.Refused,
                SocketError.TimedOut => ConnectAnswer.NoAnswer,
                // Nothing was sent: this machine's own system says that no way leads there from that address.
                SocketError.InvalidArgument
                or SocketError.AddressNotAvailable
                or SocketError.AddressFamilyNotSupported
                or SocketError.NetworkDown
                or SocketError.AccessDenied => ConnectAnswer.NoVantage,
                _ => ConnectAnswer.Unreachable,
            };
        }
    }

    private static bool TryBind(Socket socket, IPAddress from)
    {
        try
        {
            socket.Bind(new IPEndPoint(from, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>What a TCP connect met.</summary>
internal enum ConnectAnswer
{
    Accepted,

    /// <summary>A reset: nothing listens there, or a firewall says no.</summary>
    Refused,

    /// <summary>Silence until the time was up.</summary>
    NoAnswer,

    /// <summary>The network said that there is no way.</summary>
    Unreachable,

    /// <summary>The address to try from is not one of this machine.</summary>
    NoVantage,
}
