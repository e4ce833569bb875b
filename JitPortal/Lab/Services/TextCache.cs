using System.Globalization;

namespace JitPortal.Lab.Services;

/// <summary>memcached's text protocol as far as <c>version</c> and <c>stats</c>. It remembers nothing.</summary>
internal static class TextCache
{
    public static LabTalk Serving(string version, TimeProvider clock)
    {
        var started = clock.GetUtcNow();
        return async (peer, ct) =>
        {
            for (var lines = 0; lines < 1000 && await peer.LineAsync(ct) is { } line; lines++)
            {
                var now = clock.GetUtcNow();
                var answer = line.Split(' ', 2)[0] switch
                {
                    "version" => $"VERSION {version}\r\n",
                    "stats" => string.Create(
                        CultureInfo.InvariantCulture,
                        $"STAT pid 611\r\nSTAT uptime {(long)(now - started).TotalSeconds}\r\nSTAT time {now.ToUnixTimeSeconds()}\r\nSTAT version {version}\r\nSTAT curr_items 0\r\nEND\r\n"
                    ),
                    "get" or "gets" => "END\r\n",
                    "set" or "add" or "replace" => "SERVER_ERROR this is a demo: nothing is kept\r\n",
                    "quit" => null,
                    _ => "ERROR\r\n",
                };
                if (answer is null)
                    return;
                await peer.SayAsync(answer, ct);
            }
        };
    }
}
