using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Ssh;

namespace JitPortal.Tests.Enforcement.Contract;

/// <summary>A real sshd that reads the list which the point publishes, and people with the real OpenSSH client.</summary>
public sealed class SshContractTests(SshContractTests.Host host) : EnforcementPointContract, IClassFixture<SshContractTests.Host>
{
    private protected override ContractLimits Limits { get; } =
        new()
        {
            LeavesSessions = "sshd ends no session when a certificate expires or is revoked; a network point does.",
            ListsNoConnection = "Sessions run between the person and the host; the portal sees none.",
        };

    private protected override async Task<PointWorld> WorldAsync()
    {
        var fixture = await host.GetAsync();
        await fixture.RestartPointAsync();
        var world = new World(fixture);
        await world.ApplyAsync();
        return world;
    }

    /// <summary>One sshd for all of them.</summary>
    public sealed class Host : IAsyncDisposable
    {
        private SshFixture? _sshd;

        internal async Task<SshFixture> GetAsync() => _sshd ??= await SshFixture.StartAsync();

        public async ValueTask DisposeAsync()
        {
            if (_sshd is not null)
                await _sshd.DisposeAsync();
        }
    }

    private sealed class World(SshFixture sshd) : PointWorld
    {
        private readonly Dictionary<GrantId, EphemeralKey> _keys = [];

        public override IEnforcementPoint Point => sshd.Point;

        public override TimeSpan Brief => TimeSpan.FromSeconds(4);

        protected override Endpoint Service => sshd.Service;

        protected override (IPAddress First, IPAddress Second) Sources => (IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"));

        public override Task RestartAsync() => sshd.RestartPointAsync();

        public override Task<bool> LetsInAsync(DesiredDoor door) => GetsInAsync(door, door.Source);

        public override Task<bool> LetsInSomebodyElseAsync(DesiredDoor door) => GetsInAsync(door, Beside(door));

        public override async Task<LiveUse?> EnterAsync(DesiredDoor door) =>
            new Session(sshd.Session((await KeyAsync(door))!, sshd.Port, door.Source.ToString()));

        public override async Task<string> PictureAsync() => Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(sshd.Krl)));

        /// <summary>The host lets nobody into the account any more.</summary>
        public override Task ShutByHandAsync(DesiredDoor door) => sshd.AllowAsync("nobody-at-all");

        public override async Task OpenByHandAsync(DesiredDoor door)
        {
            await RevokeNothingAsync();
            Assert.True(await LetsInAsync(door));
        }

        public override async Task<Func<Task<bool>>> LetInByHandAsync()
        {
            var ended = await OpenAsync(TimeSpan.FromHours(1), second: true);
            await KeyAsync(ended);
            await ShutAsync(ended);
            await RevokeNothingAsync();
            Assert.True(await LetsInAsync(ended));
            return () => LetsInAsync(ended);
        }

        public override async ValueTask DisposeAsync()
        {
            await sshd.Point.ApplyAsync(DesiredAccess.None, CancellationToken.None);
            await sshd.AllowAsync($"{SshFixture.User}@127.0.0.1");
            foreach (var key in _keys.Values)
                key.Dispose();
        }

        private async Task<bool> GetsInAsync(DesiredDoor door, IPAddress from) =>
            await KeyAsync(door) is { } key && (await sshd.LogInAsync(key, from.ToString())).Output == "in\n";

        /// <summary>With the newest certificate that was ever given for the door; null when none was.</summary>
        private async Task<EphemeralKey?> KeyAsync(DesiredDoor door)
        {
            var key = new EphemeralKey();
            var issued = await sshd.Point.IssueAsync(door.Grant, new CredentialRequest(key.PublicKey), CancellationToken.None);
            if (!issued.Ok)
            {
                key.Dispose();
                return _keys.GetValueOrDefault(door.Grant);
            }

            key.Keep(issued.Value.Certificate!);
            if (_keys.Remove(door.Grant, out var old))
                old.Dispose();
            return _keys[door.Grant] = key;
        }

        /// <summary>Somebody puts a list in the place of the portal's that is right in form and names nothing.</summary>
        private async Task RevokeNothingAsync() =>
            Assert.Equal(0, (await sshd.RunAsync("ssh-keygen", "-q", "-k", "-f", sshd.Krl)).ExitCode);
    }

    /// <summary>A session that says something again and again.</summary>
    private sealed class Session(Process ssh) : LiveUse
    {
        public override async Task<bool> LivesAsync()
        {
            // What it said before is read away first: only what comes from now on counts.
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < TimeSpan.FromMilliseconds(300); )
                if (await ssh.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)) is null)
                    return false;
            return true;
        }

        public override async ValueTask DisposeAsync()
        {
            if (!ssh.HasExited)
                ssh.Kill(entireProcessTree: true);
            await ssh.WaitForExitAsync();
            ssh.Dispose();
        }
    }
}
