using System.Net.Sockets;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>The applier behind a Unix socket of this machine (<c>JitPortal.dll applier</c>), so that the portal itself needs no rights.</summary>
internal sealed class SocketApplier(string path, TimeProvider time) : INftApplier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        try
        {
            using var socket = await ConnectAsync(either.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{verb}\n{body}"), either.Token);
            socket.Shutdown(SocketShutdown.Send);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return ApplierAnswer.Read(await reader.ReadToEndAsync(either.Token), $"The applier at {path}");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return Refusal.Unavailable(
                "applier-away",
                $"The applier at {path} can't be reached ({e.GetBaseException().Message}); start jitportal-applier.service."
            );
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Refusal.Unavailable("applier-late", $"The applier at {path} did not answer in time.");
        }
    }

    public async Task WatchAsync(Action changed, CancellationToken ct)
    {
        try
        {
            using var socket = await ConnectAsync(ct);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync("watch\n"u8.ToArray(), ct);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(ct) is { } line)
                if (line == ApplierServer.Changed)
                    changed();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // The applier is away; asking from time to time goes on.
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<Socket> ConnectAsync(CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
