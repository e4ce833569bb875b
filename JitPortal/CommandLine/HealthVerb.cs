using System.CommandLine;

namespace JitPortal.CommandLine;

/// <summary><c>health</c>: asks the running portal whether it is ready, for a container's health check.</summary>
internal static class HealthVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var command = new Command("health", "Ask the running portal whether it is ready; exit code 3 when it is not.");
        command.SetAction(
            async (parsed, ct) =>
            {
                var address = Address(parsed.GetValue(CommonOptions.Urls));
                var (healthy, sentence) = await AskAsync(address, ct);
                if (!healthy)
                {
                    await Console.Error.WriteLineAsync(sentence);
                    return ExitCode.DoesNotHold;
                }

                return new VerbOutput(Console.Out, parsed.GetValue(CommonOptions.Json)).Print(
                    new { Healthy = true, Address = address },
                    sentence
                );
            }
        );
        return command;
    }

    private static async Task<(bool Healthy, string Sentence)> AskAsync(Uri address, CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await client.GetAsync(new Uri(address, "health/ready"), ct);
            return answer.IsSuccessStatusCode
                ? (true, $"The portal at {address} is ready.")
                : (false, $"The portal at {address} is not ready: it answered {(int)answer.StatusCode}.");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return (false, $"No portal answers at {address}.");
        }
    }

    /// <summary>What the portal was told to listen on, with a name that reaches it from here.</summary>
    private static Uri Address(string? urls)
    {
        var first = (urls ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS"))?.Split(';')[0];
        if (first is null && Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")?.Split(';')[0] is { Length: > 0 } port)
            first = $"http://localhost:{port}";
        var plain = (first ?? "http://localhost:5000")
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal);
        var builder = new UriBuilder(plain);
        if (builder.Host is "0.0.0.0" or "[::]")
            builder.Host = "localhost";
        return builder.Uri;
    }
}
