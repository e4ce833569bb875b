using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Nftables;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Nftables;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>The real nft on a router between two people and a server, each in a network namespace, with the device that tries as the person.</summary>
public sealed partial class NftablesContractTests(NftablesContractTests.Lab lab)
    : EnforcementPointContract,
        IClassFixture<NftablesContractTests.Lab>
{
    private protected override ContractLimits Limits { get; } =
        new()
        {
            ListsNoConnection = "The kernel looks up packets; it knows elements, not connections.",
            SharesWays = "The kernel knows a person by address: two grants from one address to one service are one element.",
        };

    private protected override async Task<PointWorld> WorldAsync()
    {
        var world = new World(lab.Router);
        await world.ApplyAsync();
        return world;
    }

    /// <summary>One network for all of them.</summary>
    public sealed class Lab : IAsyncDisposable
    {
        private RouterFixture? _router;

        internal RouterFixture Router => _router ??= Make();

        public async ValueTask DisposeAsync()
        {
            if (_router is not null)
                await _router.DisposeAsync();
        }

        private static RouterFixture Make()
        {
            var router = RouterFixture.Create();
            router.SetUpProbe();
            // Kernels ration the answer "forbidden"; who waits for it would wait a second each time.
            router.Net.In("router", "sysctl", "-q", "-w", "net.ipv4.icmp_ratelimit=0");
            return router;
        }
    }

    private sealed partial class World(RouterFixture lab) : PointWorld
    {
        private NftablesPoint _point = lab.NewPoint(probes: true);

        public override IEnforcementPoint Point => _point;

        public override TimeSpan Brief => TimeSpan.FromSeconds(3);

        protected override Endpoint Service => new(IPAddress.Parse(RouterFixture.Server), RouterFixture.Port, TransportProtocol.Tcp);

        protected override (IPAddress First, IPAddress Second) Sources =>
            (IPAddress.Parse(RouterFixture.Client), IPAddress.Parse(RouterFixture.Neighbour));

        public override async Task RestartAsync()
        {
            await _point.DisposeAsync();
            _point = lab.NewPoint(probes: true);
        }

        public override Task<bool> LetsInAsync(DesiredDoor door) => GetsInAsync(door.Source.ToString());

        public override Task<bool> LetsInSomebodyElseAsync(DesiredDoor door) => GetsInAsync(Beside(door).ToString());

        public override async Task<LiveUse?> EnterAsync(DesiredDoor door) => new SocketUse(await lab.ConnectAsync(door.Source.ToString()));

        /// <summary>What the kernel lists, but for the time that passes.</summary>
        public override Task<string> PictureAsync() =>
            Task.FromResult(TimeLeft().Replace(lab.Nft("list", "table", "inet", "jitportal"), ""));

        /// <summary>Before the new portal has looked at anything: one that has puts it right within milliseconds.</summary>
        public override async Task ShutByHandAsync(DesiredDoor door)
        {
            await RestartAsync();
            lab.Nft("delete", "element", "inet", "jitportal", "grants4", Element(door.Source));
        }

        /// <inheritdoc cref="ShutByHandAsync"/>
        public override async Task OpenByHandAsync(DesiredDoor door)
        {
            await RestartAsync();
            lab.Nft("add", "element", "inet", "jitportal", "grants4", Element(door.Source, " timeout 1h"));
            Assert.True(await LetsInAsync(door));
        }

        public override Task<Func<Task<bool>>> LetInByHandAsync()
        {
            lab.Nft("add", "element", "inet", "jitportal", "grants4", Element(Sources.Second));
            return Task.FromResult(() => GetsInAsync(Sources.Second.ToString()));
        }

        public override async ValueTask DisposeAsync()
        {
            await _point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
            await _point.DisposeAsync();
        }

        private static string Element(IPAddress source, string and = "") =>
            $"{{ {source} . {RouterFixture.Server} . tcp . {RouterFixture.Port}{and} }}";

        private async Task<bool> GetsInAsync(string source) => await lab.TryAsync(source) == SocketError.Success;

        [GeneratedRegex(@" expires \S+|packets \d+ bytes \d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
        private static partial Regex TimeLeft();
    }
}
