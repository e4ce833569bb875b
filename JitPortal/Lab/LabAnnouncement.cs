using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JitPortal.Lab;

/// <summary>Says on the console that this is a demo, and ends it if it listens where it must not.</summary>
internal sealed class LabAnnouncement(IServer server, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        // NB. The settings were checked before; this is what really listens.
        if (addresses.FirstOrDefault(address => !LabGate.IsLoopback(address)) is { } open)
        {
            await Console.Error.WriteLineAsync($"The lab must not listen on {open}: it stops.");
            lifetime.StopApplication();
            return;
        }

        await Console.Out.WriteLineAsync(
            $"""

            This is the demo lab: invented people, who log in with one click, and an invented network on this computer.
            Open {addresses.FirstOrDefault() ?? "the portal"}

            """
        );
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
