using System.Net;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Enforcement.Gateway;

/// <summary>A gateway on loopback and the desired set that the test keeps for it.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    private readonly Dictionary<GrantId, DesiredDoor> _desired = [];

    public GatewayFixture(TimeProvider? time = null, Action<GatewayOptions>? configure = null)
    {
        Time = time ?? TimeProvider.System;
        var options = new GatewayOptions { Ports = PortSlot.Next() };
        configure?.Invoke(options);
        Point = options.ConnectPort is null
            ? new GatewayPoint(Options.Create(options), Time, NullLogger<GatewayPoint>.Instance)
            : new TokenGatewayPoint(Options.Create(options), Time, NullLogger<GatewayPoint>.Instance);
    }

    public TimeProvider Time { get; }

    public GatewayPoint Point { get; }

    public async Task<ObservedDoor> OpenAsync(TcpService service, string source = "127.0.0.1", TimeSpan? lasts = null, int? port = null) =>
        await OpenAsync(service.Endpoint, source, lasts, port);

    public async Task<ObservedDoor> OpenAsync(Endpoint service, string source = "127.0.0.1", TimeSpan? lasts = null, int? port = null)
    {
        var now = Time.GetUtcNow();
        var grant = GrantId.New(now);
        _desired[grant] = new DesiredDoor(grant, IPAddress.Parse(source), service, now + (lasts ?? TimeSpan.FromHours(1)))
        {
            PreferredPort = port,
        };
        var report = await ApplyAsync();
        Assert.Empty(report.Failed);
        return report.Open.Single(d => d.Grant == grant);
    }

    public async Task<EnforcementReport> ShutAsync(ObservedDoor door)
    {
        _desired.Remove(door.Grant);
        return await ApplyAsync();
    }

    public Task<EnforcementReport> ApplyAsync() => Point.ApplyAsync(new DesiredAccess([.. _desired.Values]), CancellationToken.None);

    public async Task<ObservedDoor?> SeeAsync(ObservedDoor door) =>
        (await Point.ObserveAsync(CancellationToken.None)).SingleOrDefault(d => d.Grant == door.Grant);

    public static DoorAddress Place(ObservedDoor door) => new(door.Grant, door.Source, door.Service, door.Port);

    public ValueTask DisposeAsync() => Point.DisposeAsync();
}
