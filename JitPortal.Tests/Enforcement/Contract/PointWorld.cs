using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>
/// A real place that a point guards, the desired set that the test keeps for it, and people who try its doors from outside: what they meet
/// counts, not what the point says of itself.
/// </summary>
internal abstract class PointWorld : IAsyncDisposable
{
    private readonly Dictionary<GrantId, DesiredDoor> _desired = [];
    private readonly Dictionary<GrantId, int> _ports = [];

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The point of the portal that runs now.</summary>
    public abstract IEnforcementPoint Point { get; }

    /// <summary>Long enough to open a door and use it, short enough to wait for its end.</summary>
    public virtual TimeSpan Brief => TimeSpan.FromSeconds(2);

    protected abstract Endpoint Service { get; }

    /// <summary>From where the two people come who may hold grants.</summary>
    protected abstract (IPAddress First, IPAddress Second) Sources { get; }

    public DesiredDoor Want(TimeSpan lasts, bool second = false) =>
        Want(
            new DesiredDoor(GrantId.New(Now), second ? Sources.Second : Sources.First, Service, Now + lasts)
            {
                Holder = second ? "bea@example.org" : "ida@example.org",
            }
        );

    public DesiredDoor Want(DesiredDoor door) => _desired[door.Grant] = door;

    public void Drop(DesiredDoor door) => _desired.Remove(door.Grant);

    /// <summary>From where the other of the two comes.</summary>
    public IPAddress Beside(DesiredDoor door) => door.Source.Equals(Sources.First) ? Sources.Second : Sources.First;

    public async Task<EnforcementReport> ApplyAsync()
    {
        var report = await Point.ApplyAsync(new DesiredAccess([.. _desired.Values]), CancellationToken.None);
        lock (_ports)
            foreach (var door in report.Open)
                _ports[door.Grant] = door.Port;
        return report;
    }

    public async Task<DesiredDoor> OpenAsync(TimeSpan lasts, bool second = false)
    {
        var door = Want(lasts, second);
        var report = await ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Contains(report.Open, d => d.Grant == door.Grant);
        return door;
    }

    /// <summary>Leaves the door out, and waits until it is told as shut.</summary>
    public async Task<ShutDoor> ShutAsync(DesiredDoor door)
    {
        Drop(door);
        return await ToldShutAsync(door);
    }

    public Task<ShutDoor> ToldShutAsync(DesiredDoor door) =>
        Eventually.GetAsync(async () => (await ApplyAsync()).Shut.FirstOrDefault(s => s.Grant == door.Grant), "the door is told as shut");

    public Task<IReadOnlyList<ObservedDoor>> ObserveAsync() => Point.ObserveAsync(CancellationToken.None);

    public Task<ProbeResult> ProveOpenAsync(DesiredDoor door) => Point.ProveOpenAsync(Place(door), CancellationToken.None);

    public Task<ProbeResult> ProveShutAsync(DesiredDoor door) => Point.ProveShutAsync(Place(door), CancellationToken.None);

    /// <summary>The portal is killed and started again over the same world; the new point has looked at nothing yet.</summary>
    public abstract Task RestartAsync();

    /// <summary>Whether the door's holder gets in, with all that was ever given for it.</summary>
    public abstract Task<bool> LetsInAsync(DesiredDoor door);

    /// <summary>Whether somebody else gets in through it.</summary>
    public abstract Task<bool> LetsInSomebodyElseAsync(DesiredDoor door);

    /// <summary>A connection of the holder through an open door; null where nobody here sees connections.</summary>
    public abstract Task<LiveUse?> EnterAsync(DesiredDoor door);

    /// <summary>What stands there, to be compared with what stood there before.</summary>
    public abstract Task<string> PictureAsync();

    /// <summary>Somebody shuts an open door, and the point has not noticed.</summary>
    public abstract Task ShutByHandAsync(DesiredDoor door);

    /// <summary>Somebody opens a shut door again, and the point has not noticed.</summary>
    public abstract Task OpenByHandAsync(DesiredDoor door);

    /// <summary>Somebody lets in whom no grant lets in; gives whether that one still gets in.</summary>
    public abstract Task<Func<Task<bool>>> LetInByHandAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>The port that the portal tells the holder; null when the door was never told as open.</summary>
    protected int? PortOf(DesiredDoor door)
    {
        lock (_ports)
            return _ports.TryGetValue(door.Grant, out var port) ? port : null;
    }

    private DoorAddress Place(DesiredDoor door) =>
        new(door.Grant, door.Source, door.Service, PortOf(door) ?? 0) { Holder = door.Holder, Deadline = door.Deadline };
}

/// <summary>A connection through a door, as its holder has it.</summary>
internal abstract class LiveUse : IAsyncDisposable
{
    /// <summary>Whether it moves data now.</summary>
    public abstract Task<bool> LivesAsync();

    public abstract ValueTask DisposeAsync();
}

/// <summary>A TCP connection to a service that echoes.</summary>
internal sealed class SocketUse(Socket socket) : LiveUse
{
    public override async Task<bool> LivesAsync()
    {
        try
        {
            return await Client.PingAsync(socket, 9) == 9;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return false;
        }
    }

    public override ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
