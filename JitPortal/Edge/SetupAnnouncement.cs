using JitPortal.Hosting;
using JitPortal.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JitPortal.Edge;

/// <summary>
/// Prints the set-up link while nobody has an account. NB. To the console only, never to a logger: logs are kept and shipped elsewhere.
/// </summary>
internal sealed class SetupAnnouncement(FirstSetup setup, IServer server, BackgroundLoops loops, IHostApplicationLifetime life)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _ = loops.OnceAsync("printing the set-up link", AnnounceAsync, life.ApplicationStopping);
        return Task.CompletedTask;
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        if (await setup.PrepareAsync(cancellationToken) is not { } code)
            return;
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:5000";
        await Console.Out.WriteLineAsync(
            $"""

            Nobody has an account yet. Open this link once to make the first administrator (good for 4 hours):

                {Reachable(address)}setup#{code}

            """
        );
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Passkeys belong to a name, so this machine is called by its name.</summary>
    private static Uri Reachable(string address)
    {
        var builder = new UriBuilder(
            address.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal)
        );
        if (builder.Host is "0.0.0.0" or "[::]" or "127.0.0.1" or "[::1]")
            builder.Host = "localhost";
        return builder.Uri;
    }
}
