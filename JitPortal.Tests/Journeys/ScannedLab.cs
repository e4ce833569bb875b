using JitPortal.Lab;
using JitPortal.Requests;
using JitPortal.Scanning;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Journeys;

/// <summary>A portal with its lab, of which one database network was scanned and one request waits.</summary>
public sealed class ScannedLab : IAsyncLifetime
{
    internal PortalApp App { get; } = PortalApp.Start(lab: true);

    /// <summary>Address of a host with SSH and PostgreSQL.</summary>
    public string Database => Address(4, 3);

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/nmap"))
            return;
        var scan = (await App.Get<ScanDesk>().StartAsync(Actor.CommandLine, new StartScan($"{Address(4, 0)}/28, {Address(1, 16)}/28", "standard"), CancellationToken.None)).Required();
        await Eventually.TrueAsync(
            async () => (await App.Get<ScanDesk>().GetAsync(Actor.CommandLine, scan.Id, CancellationToken.None)).Required().State is "Completed",
            "the lab is scanned",
            120);
        await AskAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    internal string Address(byte network, byte host) => $"127.{App.Get<IOptions<LabOptions>>().Value.Prefix}.{network}.{host}";

    private async Task AskAsync()
    {
        await using var db = App.Get<IDbContextFactory<JitPortal.Data.PortalDb>>().CreateDbContext();
        var ida = await db.Users.SingleAsync(u => u.Name == "Ida Lorne");
        var actor = new Actor(ActorKind.Person, ida.Id, ida.Email!, System.Net.IPAddress.Loopback);
        await App.WithAsync<RequestDesk, bool>(async desk =>
        {
            (await desk.SubmitAsync(actor, new Ask([$"{Database}:5432"], TimeSpan.FromMinutes(20), "Check the slow query of last night."), CancellationToken.None)).Required();
            return true;
        });
    }
}
