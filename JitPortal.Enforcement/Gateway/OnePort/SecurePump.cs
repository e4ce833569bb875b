using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Carries bytes between a person behind TLS and the service in the clear; the end of one direction is passed on alone here too.</summary>
/// <param name="endIfOver">Throws when the door's time is over; asked before each write.</param>
internal sealed class SecurePump(SslStream person, Socket personSocket, Socket service, FlowCount count, Action endIfOver)
{
    private const int BufferSize = 64 * 1024;

    public Task InwardAsync() =>
        CarryAsync(
            () => person.ReadAsync(Memory<byte>.Empty),
            buffer => person.ReadAsync(buffer),
            async data =>
            {
                for (var sent = 0; sent < data.Length; )
                {
                    endIfOver();
                    sent += await service.SendAsync(data[sent..]);
                }

                count.Add(inward: true, data.Length);
            },
            () =>
            {
                service.Shutdown(SocketShutdown.Send);
                return Task.CompletedTask;
            }
        );

    public Task OutwardAsync() =>
        CarryAsync(
            () => service.ReceiveAsync(Memory<byte>.Empty),
            buffer => service.ReceiveAsync(buffer),
            async data =>
            {
                endIfOver();
                await person.WriteAsync(data);
                count.Add(inward: false, data.Length);
            },
            async () =>
            {
                await person.ShutdownAsync();
                personSocket.Shutdown(SocketShutdown.Send);
            }
        );

    private static async Task CarryAsync(
        Func<ValueTask<int>> wait,
        Func<Memory<byte>, ValueTask<int>> read,
        Func<ReadOnlyMemory<byte>, Task> write,
        Func<Task> end
    )
    {
        while (true)
        {
            // As for bare sockets: no buffer is held while there is silence.
            await wait();
            var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            try
            {
                var length = await read(buffer);
                if (length == 0)
                    break;
                await write(buffer.AsMemory(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        await end();
    }
}
