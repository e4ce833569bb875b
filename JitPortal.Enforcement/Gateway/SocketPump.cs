using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway;

/// <summary>
/// Carries one direction between two bare sockets until its end. Each read waits for its write, which is the back-pressure. While data
/// keeps coming it reads and writes without waiting for anybody; only when a socket has nothing, or takes nothing, does it give up its
/// thread.
/// </summary>
/// <param name="endIfOver">Throws when the door's time is over. NB. Asked before each write: a process that stood still wakes with data in its hands.</param>
internal sealed class SocketPump(Socket from, Socket to, bool inward, FlowCount count, Allowance bulk, Action endIfOver)
{
    /// <summary>A read of less than this is talk, not bulk: likely there is no more, and asking costs a system call.</summary>
    private const int Talk = 4096;

    /// <summary>After so many bytes in one go others have a turn at the thread.</summary>
    private const int Turn = 16 * 1024 * 1024;

    private PumpBuffer _buffer = new(bulk);
    private bool _widened;
    private volatile bool _waitsToSend;

    /// <summary>The sender has gone though nothing reads from it, because the other side takes nothing: only asking finds that out.</summary>
    public bool IsOrphaned => _waitsToSend && from.Poll(0, SelectMode.SelectError);

    public async Task RunAsync()
    {
        from.Blocking = to.Blocking = false;
        while (await DrainAsync()) { }

        to.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Waits for data and moves what is there; false at the end of the stream.</summary>
    private async Task<bool> DrainAsync()
    {
        // Waiting with an empty buffer holds no memory while the connection is silent.
        await from.ReceiveAsync(Memory<byte>.Empty);
        _buffer.Rent();
        try
        {
            for (long moved = 0; moved < Turn; )
            {
                var read = from.Receive(_buffer.Bytes, 0, _buffer.Bytes.Length, SocketFlags.None, out var error);
                if (error == SocketError.WouldBlock)
                    return true;
                Ended(error);
                if (read == 0)
                    return false;
                await SendAsync(read);
                count.Add(inward, read);
                moved += read;
                if (read < Talk)
                    return true;
                Grow(read);
            }
        }
        finally
        {
            _buffer.Return();
        }

        await Task.Yield();
        return true;
    }

    private async ValueTask SendAsync(int length)
    {
        for (var sent = 0; sent < length; )
        {
            endIfOver();
            var some = to.Send(_buffer.Bytes, sent, length - sent, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                _waitsToSend = true;
                some = await to.SendAsync(_buffer.Bytes.AsMemory(sent, length - sent));
                _waitsToSend = false;
            }
            else
            {
                Ended(error);
            }

            sent += some;
        }
    }

    private void Grow(int read)
    {
        _buffer.Used(read);
        if (_widened || !_buffer.IsLargest)
            return;
        _widened = true;
        from.WidenReceiving(2 * PumpBuffer.Largest);
    }

    private static void Ended(SocketError error)
    {
        if (error != SocketError.Success)
            throw new SocketException((int)error);
    }
}
