using System.Net.Security;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>A connection that asked for its service with CONNECT and was let through.</summary>
/// <param name="talk">Where the person is spoken to: the bare connection, or TLS over it.</param>
/// <param name="early">What came behind the head and is meant for the service.</param>
internal sealed class Tunnel(Stream talk, Socket socket, ReadOnlyMemory<byte> early) : IDisposable
{
    private ReadOnlyMemory<byte> _early = early;

    /// <summary>The encrypted way to the person; null when it is a bare connection.</summary>
    public SslStream? Secure => talk as SslStream;

    /// <summary>Tells the person how the service answered.</summary>
    public async Task AnswerAsync(SocketError service)
    {
        if (service == SocketError.Success)
            await talk.WriteAsync(ConnectAnswer.Through);
        else
            await PoliteEnd.SayAsync(talk, socket, ConnectAnswer.NoService);
    }

    /// <param name="endIfOver">Throws when the door's time is over.</param>
    public async Task PassEarlyAsync(Socket service, FlowCount count, Action endIfOver)
    {
        while (_early.Length > 0)
        {
            endIfOver();
            var sent = await service.SendAsync(_early);
            count.Add(true, sent);
            _early = _early[sent..];
        }
    }

    public void Dispose() => talk.Dispose();
}
