using System.Globalization;
using System.Text;

namespace JitPortal.Lab.Services;

/// <summary>Enough of Redis (RESP2) for <c>redis-cli</c> to connect, PING, ECHO and read INFO. It stores nothing.</summary>
internal static class RedisLike
{
    public static LabTalk Serving(string version) =>
        async (peer, ct) =>
        {
            while (await CommandAsync(peer, ct) is { Count: > 0 } command)
            {
                await peer.SayAsync(Answer(command, version), ct);
                if (Is(command[0], "QUIT"))
                    return;
            }
        };

    private static string Answer(List<string> command, string version) =>
        command[0].ToUpperInvariant() switch
        {
            "PING" => command.Count > 1 ? Bulk(command[1]) : "+PONG\r\n",
            "ECHO" when command.Count == 2 => Bulk(command[1]),
            "INFO" => Bulk(
                $"# Server\r\nredis_version:{version}\r\nredis_mode:standalone\r\nos:Linux 6.1.0-18-amd64 x86_64\r\narch_bits:64\r\nprocess_id:412\r\ntcp_port:6379\r\n# Keyspace\r\n"
            ),
            "COMMAND" or "CONFIG" => "*0\r\n",
            "DBSIZE" => ":0\r\n",
            "GET" => "$-1\r\n",
            "SELECT" or "CLIENT" or "QUIT" => "+OK\r\n",
            "SET" or "DEL" or "FLUSHALL" => "-READONLY This is a demo: nothing is stored here.\r\n",
            _ => $"-ERR unknown command '{Printable(command[0])}'\r\n",
        };

    /// <summary>An array of bulk strings, or a line of words as typed into telnet.</summary>
    private static async Task<List<string>?> CommandAsync(Stream peer, CancellationToken ct)
    {
        if (await peer.LineAsync(ct) is not { } line)
            return null;
        if (!line.StartsWith('*'))
            return [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? words : ["(nothing)"]];
        if (!Number(line, out var count) || count is < 1 or > 64)
            return null;
        var parts = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            if (
                await peer.LineAsync(ct) is not { } head
                || !head.StartsWith('$')
                || !Number(head, out var length)
                || await peer.BlockAsync(length, ct) is not { } body
                || await peer.LineAsync(ct) is null
            )
                return null;
            parts.Add(Encoding.UTF8.GetString(body));
        }

        return parts;
    }

    private static bool Number(string line, out int number) =>
        int.TryParse(line.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string Bulk(string text) =>
        string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(text)}\r\n{text}\r\n");

    private static string Printable(string text) => new([.. text.Where(char.IsAsciiLetterOrDigit).Take(40)]);
}
