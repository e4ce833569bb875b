namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Reads until the empty line that ends a head, no further than a limit and no longer than it is given.</summary>
internal static class HeadReader
{
    /// <summary>Ten times what any client sends.</summary>
    internal const int Longest = 8 * 1024;

    public static async Task<(ConnectHead? Head, ConnectAnswer? Problem, ReadOnlyMemory<byte> Early)> ReadAsync(
        Stream talk,
        CancellationToken ct
    )
    {
        var buffer = new byte[Longest];
        var length = 0;
        try
        {
            while (length < buffer.Length)
            {
                var read = await talk.ReadAsync(buffer.AsMemory(length), ct);
                if (read == 0)
                    return (null, ConnectAnswer.Unreadable, default);
                length += read;
                var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
                if (end < 0)
                    continue;
                return ConnectHead.TryParse(buffer.AsSpan(0, end), out var head)
                    ? (head, null, buffer.AsMemory(end + 4, length - end - 4))
                    : (null, ConnectAnswer.Unreadable, default);
            }
        }
        catch (OperationCanceledException)
        {
            return (null, ConnectAnswer.TooSlow, default);
        }

        return (null, ConnectAnswer.TooLong, default);
    }
}
