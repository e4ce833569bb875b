using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>The gateway on loopback in front of a service that echoes; people connect from addresses of their own.</summary>
public sealed class GatewayContractTests : EnforcementPointContract
{
    private protected override ContractLimits Limits { get; } =
        new()
        {
            EndsWithThePortal = "Its listeners and connections are sockets of the portal's own process.",
            FindsNothing = "Nobody but the portal's own process can open a door in it.",
        };

    private protected override Task<PointWorld> WorldAsync() => Task.FromResult<PointWorld>(new World());

    private sealed class World : PointWorld
    {
        // Few ports of its own, so that all of them can be tried.
        private const int FirstPort = 21660;
        private const int LastPort = 21669;
        private readonly TcpService _service = new();
        private readonly List<Socket> _byHand = [];
        private GatewayPoint _point = Start();

        public override IEnforcementPoint Point => _point;

        protected override Endpoint Service => _service.Endpoint;

        protected override (IPAddress First, IPAddress Second) Sources => (IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"));

        public override async Task RestartAsync()
        {
            await _point.DisposeAsync();
            _point = Start();
        }

        public override Task<bool> LetsInAsync(DesiredDoor door) => GetsInAsync(door, door.Source);

        public override Task<bool> LetsInSomebodyElseAsync(DesiredDoor door) => GetsInAsync(door, Beside(door));

        public override async Task<LiveUse?> EnterAsync(DesiredDoor door) =>
            new SocketUse(await Client.LiveAsync(PortOf(door)!.Value, door.Source.ToString()));

        public override Task<string> PictureAsync() =>
            Task.FromResult(
                string.Join(
                    ' ',
                    IPGlobalProperties
                        .GetIPGlobalProperties()
                        .GetActiveTcpListeners()
                        .Where(l => l.Port is >= FirstPort and <= LastPort)
                        .Select(l => l.ToString())
                        .Order(StringComparer.Ordinal)
                )
            );

        /// <summary>The door stands, and leads nowhere any more.</summary>
        public override async Task ShutByHandAsync(DesiredDoor door) => await _service.DisposeAsync();

        /// <summary>Another program takes the port and answers there.</summary>
        public override async Task OpenByHandAsync(DesiredDoor door)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _byHand.Add(socket);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, PortOf(door)!.Value));
            socket.Listen();
            _ = TcpService.AcceptAsync(socket, _byHand.Add);
            Assert.True(await LetsInAsync(door));
        }

        public override Task<Func<Task<bool>>> LetInByHandAsync() => throw new NotSupportedException("Nobody can.");

        public override async ValueTask DisposeAsync()
        {
            await _point.DisposeAsync();
            _byHand.ForEach(s => s.Dispose());
            await _service.DisposeAsync();
        }

        private static GatewayPoint Start() =>
            new(
                Options.Create(new GatewayOptions { Ports = string.Create(CultureInfo.InvariantCulture, $"{FirstPort}-{LastPort}") }),
                TimeProvider.System,
                NullLogger<GatewayPoint>.Instance
            );

        /// <summary>Who was told no port tries them all.</summary>
        private async Task<bool> GetsInAsync(DesiredDoor door, IPAddress from)
        {
            var ports = PortOf(door) is { } told ? [told] : Enumerable.Range(FirstPort, LastPort - FirstPort + 1);
            foreach (var port in ports)
                if (await Client.KnockAsync(port, from.ToString()) == SocketError.Success)
                    return true;
            return false;
        }
    }
}
