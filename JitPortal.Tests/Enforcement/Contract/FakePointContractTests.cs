using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>The point that other tests use in place of a real one is held to what real ones promise.</summary>
public sealed class FakePointContractTests : EnforcementPointContract
{
    private protected override ContractLimits Limits { get; } =
        new()
        {
            ShowsNoConnection = "Nothing runs through it.",
            EndsWithThePortal = "Its doors are entries in its own memory.",
            WaitsToBeTold = "Tests move its clock by hand, and want to see who shuts what is due.",
            EndsInTurn = "It is the kind that can do nothing out of turn, which the interface allows.",
            FindsNothing = "There is no place where somebody else could let anybody in.",
        };

    private protected override Task<PointWorld> WorldAsync() => Task.FromResult<PointWorld>(new World());

    private sealed class World : PointWorld
    {
        private FakePoint _point = new(TimeProvider.System);

        public override IEnforcementPoint Point => _point;

        protected override Endpoint Service => new(IPAddress.Parse("10.20.4.7"), 5432, TransportProtocol.Tcp);

        protected override (IPAddress First, IPAddress Second) Sources => (IPAddress.Parse("10.1.2.3"), IPAddress.Parse("10.1.2.4"));

        public override Task RestartAsync()
        {
            _point = new FakePoint(TimeProvider.System);
            return Task.CompletedTask;
        }

        public override Task<bool> LetsInAsync(DesiredDoor door) =>
            Task.FromResult(
                _point.Doors.TryGetValue(door.Grant, out var open) && open.Source.Equals(door.Source) && open.Service == door.Service
            );

        public override Task<bool> LetsInSomebodyElseAsync(DesiredDoor door) =>
            Task.FromResult(_point.Doors.Values.Any(d => d.Source.Equals(Beside(door))));

        public override Task<LiveUse?> EnterAsync(DesiredDoor door) => Task.FromResult<LiveUse?>(null);

        public override Task<string> PictureAsync() =>
            Task.FromResult(
                string.Join('\n', _point.Doors.Values.Select(d => $"{d.Grant} {d.Source} {d.Service} {d.Deadline:O} {d.OpenedAt:O}"))
            );

        public override Task ShutByHandAsync(DesiredDoor door)
        {
            _point.OpenLooks = ProbeVerdict.Refuted;
            return Task.CompletedTask;
        }

        public override Task OpenByHandAsync(DesiredDoor door)
        {
            _point.ShutLooks = ProbeVerdict.Refuted;
            return Task.CompletedTask;
        }

        public override Task<Func<Task<bool>>> LetInByHandAsync() => throw new NotSupportedException("Nobody can.");

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
