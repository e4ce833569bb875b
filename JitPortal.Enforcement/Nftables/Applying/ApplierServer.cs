using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>
/// Serves an applier's verbs on a Unix socket to one user of this machine. One question a connection: its first line is the verb, the
/// rest the body, and the asker closes its half; <c>watch</c> stays open and is told of changes.
/// </summary>
internal sealed class ApplierServer(string path, uint allowedUser, INftApplier desk, TimeProvider time)
{
    public const string Changed = "changed";

    /// <summary>As much as the longest list of orders.</summary>
    private const int MostBytes = 48 * 1024 * 1024;

    private const int MostBytesOfStrangers = 64 * 1024;
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="ready">Called when it can be asked.</param>
    public async Task RunAsync(Action ready, CancellationToken ct)
    {
        // What a killed applier left behind is empty; a file with something in it is a mistake of whoever named it.
        if (File.Exists(path))
        {
            if (new FileInfo(path).Length > 0)
                throw new IOException($"{path} is a file and not a socket; name another place.");
            File.Delete(path);
        }

        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        // NB. Anybody may knock; who it is, the kernel says, and only one user is answered.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        listener.Listen(64);
        ready();
        while (true)
            _ = ServeAsync(await listener.AcceptAsync(ct), ct);
    }

    private async Task ServeAsync(Socket socket, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var late = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
            var served = User(socket) == allowedUser;
            var (verb, body) = await ReadAsync(stream, served ? MostBytes : MostBytesOfStrangers, either.Token);
            if (!served)
            {
                await stream.WriteAsync(
                    Encoding.UTF8.GetBytes(ApplierAnswer.Write(Refusal.Forbidden("applier-user", "The applier serves another user."))),
                    ct
                );
                return;
            }

            if (verb != "watch")
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(ApplierAnswer.Write(await desk.AskAsync(verb, body, ct))), ct);
                return;
            }

            // Whoever watches says no more; when the connection ends, so does the watching.
            var gone = stream
                .ReadAsync(new byte[1], ended.Token)
                .AsTask()
                .ContinueWith(_ => ended.CancelAsync(), TaskScheduler.Default)
                .Unwrap();
            using var writing = new SemaphoreSlim(1, 1);
            await desk.WatchAsync(() => _ = TellAsync(stream, writing, ended.Token), ended.Token);
            await ended.CancelAsync();
            await gone;
        }
        catch (Exception e)
            when (e is IOException or SocketException or OperationCanceledException or InvalidDataException or ObjectDisposedException)
        {
            // The asker left, or took too long, or said too much: the next one is served all the same.
        }
    }

    private static async Task TellAsync(NetworkStream stream, SemaphoreSlim writing, CancellationToken ct)
    {
        try
        {
            await writing.WaitAsync(ct);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{Changed}\n"), ct);
            writing.Release();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }

    private static async Task<(string Verb, string Body)> ReadAsync(NetworkStream stream, int most, CancellationToken ct)
    {
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            text.Write(buffer, 0, read);
            if (text.Length > most)
                throw new InvalidDataException("Too long.");
            if (text.Length == 6 && Encoding.UTF8.GetString(text.GetBuffer(), 0, 6) == "watch\n")
                break;
        }

        var all = Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        var end = all.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (all, "") : (all[..end], all[(end + 1)..]);
    }

    /// <summary>User id of the process at the other end; as the kernel says, whatever that process says.</summary>
    private static uint User(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        _ = socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(credentials[4..]);
    }
}
