using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Webhooks;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>The receiver that operators copy, which lists what it lets in; it is asked itself.</summary>
public class WebhookContractTests : EnforcementPointContract
{
    private protected override ContractLimits Limits { get; } =
        new() { ShowsNoConnection = "What the receiver opens, and what runs through it, is the receiver's." };

    private protected override async Task<PointWorld> WorldAsync() => new World(await ReceiverFixture.StartAsync());

    private protected sealed class World(ReceiverFixture receiver) : PointWorld
    {
        public override IEnforcementPoint Point => receiver.Point;

        protected override Endpoint Service => new(IPAddress.Parse("10.20.4.7"), 5432, TransportProtocol.Tcp);

        protected override (IPAddress First, IPAddress Second) Sources => (IPAddress.Parse("10.1.2.3"), IPAddress.Parse("10.1.2.4"));

        public override Task RestartAsync() => receiver.RestartAsync();

        public override async Task<bool> LetsInAsync(DesiredDoor door) =>
            (await receiver.ListAsync()).TryGetValue(door.Grant, out var listed) && listed.Door.IsSameWay(door);

        public override async Task<bool> LetsInSomebodyElseAsync(DesiredDoor door) =>
            (await receiver.ListAsync()).Values.Any(l => l.Door.Source.Equals(Beside(door)));

        public override Task<LiveUse?> EnterAsync(DesiredDoor door) => Task.FromResult<LiveUse?>(null);

        /// <summary>What it did and all that it was told.</summary>
        public override Task<string> PictureAsync() =>
            Task.FromResult(string.Join('\n', receiver.Done.Concat(receiver.Came.Where(c => c.Method == "POST").Select(c => c.Id))));

        public override Task ShutByHandAsync(DesiredDoor door) => SayAsync(door, WebhookAction.Close);

        public override async Task OpenByHandAsync(DesiredDoor door)
        {
            await SayAsync(door, WebhookAction.Open);
            Assert.True(await LetsInAsync(door));
        }

        public override async Task<Func<Task<bool>>> LetInByHandAsync()
        {
            var foreign = new DesiredDoor(GrantId.New(Now), Sources.Second, Service, Now.AddHours(8));
            await SayAsync(foreign, WebhookAction.Open);
            Assert.True(await LetsInAsync(foreign));
            return () => LetsInAsync(foreign);
        }

        public override ValueTask DisposeAsync() => receiver.DisposeAsync();

        /// <summary>By somebody else who has the secret.</summary>
        private async Task SayAsync(DesiredDoor door, WebhookAction action)
        {
            Assert.Equal(204, await receiver.SayAsync(new WebhookEvent(door, action, Now.ToUnixTimeMilliseconds() + 1, Now)));
            // What the portal says next has to be newer.
            await Task.Delay(5);
        }
    }
}

/// <summary>A receiver that is only told, and never asked by the portal.</summary>
public sealed class WebhookWithoutAListContractTests : WebhookContractTests
{
    private protected override ContractLimits Limits { get; } =
        new()
        {
            ShowsNoConnection = "What the receiver opens, and what runs through it, is the receiver's.",
            FindsNothing = "Without a list nobody can see what else the receiver lets in.",
            ProvesNothing = "The receiver's answer is all there is.",
        };

    private protected override async Task<PointWorld> WorldAsync() => new World(await ReceiverFixture.StartAsync(reconcile: false));
}
