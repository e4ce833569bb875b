using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>The contract of an enforcement point, with time in the test's hands.</summary>
public sealed class SshPointTests : IAsyncDisposable
{
    private static readonly Endpoint Service = new(IPAddress.Parse("10.0.0.5"), 22, TransportProtocol.Tcp);
    private readonly string _folder = Directory.CreateTempSubdirectory("jit-ssh-").FullName;
    private readonly JumpingClock _clock = new();
    private SshCertificatePoint _point;

    public SshPointTests() => _point = Start();

    [Fact]
    public async Task Apply_DeadlineOver_OpensNothingAndGivesNoCertificate()
    {
        var door = Door() with { Deadline = _clock.GetUtcNow() };
        Assert.Empty((await ApplyAsync(door)).Open);
        Assert.Equal("door-not-open", (await IssueAsync(door.Grant)).Refusal!.Code);
    }

    [Fact]
    public async Task Deadline_WallClockSetBack_StillEndsTheDoor()
    {
        var door = Door();
        await ApplyAsync(door);
        _clock.Jump(TimeSpan.FromHours(-2));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.False((await IssueAsync(door.Grant)).Ok);
        var report = await ApplyAsync(door);
        Assert.Empty(report.Open);
        Assert.True(Assert.Single(report.Failed).Permanent);
    }

    [Fact]
    public async Task Lease_DeadlineMovedAgainAndAgain_CertificateNeverLastsLongerThanTheDoor()
    {
        var door = Door();
        for (var i = 0; i < 5; i++)
        {
            door = door with { Deadline = _clock.GetUtcNow().AddSeconds(15) };
            Assert.Empty((await ApplyAsync(door)).Failed);
            Assert.True((await IssueAsync(door.Grant)).Required().ExpiresAt <= door.Deadline);
            _clock.Advance(TimeSpan.FromSeconds(5));
        }

        _clock.Advance(TimeSpan.FromSeconds(15));
        await Eventually.TrueAsync(() => _point.Glance().Count == 0, "the lease ran out by the point's own clock");
        door = door with { Deadline = _clock.GetUtcNow().AddSeconds(15) };
        Assert.Single((await ApplyAsync(door)).Open);
    }

    [Fact]
    public async Task Issue_TwoKeysOfOneGrant_HaveOneSerial()
    {
        var door = Door();
        await ApplyAsync(door);
        Assert.Equal(
            (await IssueAsync(door.Grant)).Required().Journal["serial"],
            (await IssueAsync(door.Grant)).Required().Journal["serial"]
        );
        Assert.Null((await IssueAsync(door.Grant)).Required().Secret);
    }

    [Fact]
    public async Task Issue_HostileHolder_ReachesTheKeyIdAsPlainTextOnly()
    {
        var door = Door() with { Holder = "x\n\u001b]0;evil\u0007 Accepted publickey for root@example.org" + new string('y', 500) };
        await ApplyAsync(door);
        var id = (await IssueAsync(door.Grant)).Required().Journal["keyId"];
        Assert.Equal(2, id.Count(c => c == ' '));
        Assert.True(id.Length < 260 && id.All(c => c is >= ' ' and <= '~'), id);
    }

    [Fact]
    public async Task Issue_AccountAfterAPersonCalledRoot_TheDoorFailsForGood()
    {
        await _point.DisposeAsync();
        _point = Start(o => o.Networks = [new SshNetworkOptions { Network = "10.0.0.0/8", Account = "{user}" }]);
        var failure = Assert.Single((await ApplyAsync(Door() with { Holder = "root@example.org" })).Failed);
        Assert.True(failure.Permanent);
        var door = Door() with { Holder = "Ida@example.org" };
        await ApplyAsync(door);
        var issued = (await IssueAsync(door.Grant)).Required();
        Assert.Equal("ida", issued.UserName);
        Assert.Equal("ida@10.0.0.5", issued.Journal["principals"]);
    }

    [Fact]
    public async Task Issue_HostSeesOtherAddresses_IsPinnedToThose()
    {
        await _point.DisposeAsync();
        _point = Start(o => o.Networks = [new SshNetworkOptions { Network = "10.0.0.0/8", ComesFrom = ["10.0.0.1", "10.7.0.0/24"] }]);
        var door = Door();
        await ApplyAsync(door);
        Assert.Equal("10.0.0.1,10.7.0.0/24", (await IssueAsync(door.Grant)).Required().Journal["sources"]);
    }

    [Fact]
    public async Task Authority_FilesAndFolders_AreForThePortalsUserOnlyAndTheKeyIsNotReadable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes on Windows.");
        await ApplyAsync();
#pragma warning disable CA1416 // Not reached on Windows.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_point.Authority.File));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "ssh", "doors.json")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(_folder, "ssh"))
        );
#pragma warning restore CA1416
        var secret = (await _point.Authority.EnsureAsync(CancellationToken.None)).Current.Secret!;
        using var key = System.Security.Cryptography.ECDsa.Create();
        Assert.ThrowsAny<Exception>(() => key.ImportPkcs8PrivateKey(Convert.FromBase64String(secret), out _));
    }

    [Fact]
    public async Task Authority_ProtectingKeysLost_RefusesAndMakesNoOther()
    {
        var door = Door();
        await ApplyAsync(door);
        var before = (await _point.Authority.EnsureAsync(CancellationToken.None)).Current.Fingerprint;
        await _point.DisposeAsync();
        Directory.Delete(Path.Combine(_folder, "keys"), recursive: true);
        _point = Start();
        await ApplyAsync(door);
        Assert.Equal("ssh-ca-locked", (await IssueAsync(door.Grant)).Refusal!.Code);
        Assert.Equal(before, (await _point.Authority.EnsureAsync(CancellationToken.None)).Current.Fingerprint);
        Assert.Contains(
            await _point.CheckAsync(CancellationToken.None),
            c => !c.Ok && c.Seen.Contains("ssh-ca rotate", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Authority_OldKeyLeavesThePublishedList_WhenItsLastCertificateEnded()
    {
        await ApplyAsync(Door());
        await _point.Authority.RotateAsync(
            await _point.LastCertificateEndsAsync(CancellationToken.None),
            atOnce: false,
            CancellationToken.None
        );
        var set = await _point.Authority.EnsureAsync(CancellationToken.None);
        Assert.Equal(2, set.Trusted(_clock.GetUtcNow()).Count);
        Assert.Null(set.Keys[1].Secret);
        Assert.Single(set.Trusted(_clock.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public async Task List_CannotBeWritten_TheShutDoorIsReportedAsFailedAndThenAsShut()
    {
        await _point.DisposeAsync();
        var place = Path.Combine(_folder, "www");
        _point = Start(o => o.KrlPath = Path.Combine(place, "krl"));
        Directory.CreateDirectory(place);
        var door = Door();
        await ApplyAsync(door);
        Directory.Delete(place, recursive: true);
        var report = await ApplyAsync();
        Assert.Equal(door.Grant, Assert.Single(report.Failed).Grant);
        Assert.Empty(report.Shut);
        Assert.False((await IssueAsync(door.Grant)).Ok);
        Directory.CreateDirectory(place);
        report = await ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Equal(door.Grant, Assert.Single(report.Shut).Grant);
    }

    [Fact]
    public async Task State_Damaged_StartsAsLostAndSaysSo()
    {
        await ApplyAsync(Door());
        await _point.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "ssh", "doors.json"), "{ half");
        _clock.Advance(TimeSpan.FromMinutes(5));
        _point = Start();
        Assert.Empty(await _point.ObserveAsync(CancellationToken.None));
        Assert.Equal("ssh-state-lost", Assert.Single((await ApplyAsync()).Drift).Kind);
    }

    [Fact]
    public void Objection_OtherPortNetworkOrTransport_IsASentence()
    {
        Assert.Null(_point.ObjectionTo(Service, null));
        Assert.NotNull(_point.ObjectionTo(new Endpoint(Service.Address, 23, TransportProtocol.Tcp), null));
        Assert.NotNull(_point.ObjectionTo(new Endpoint(IPAddress.Parse("192.168.0.1"), 22, TransportProtocol.Tcp), null));
        Assert.NotNull(_point.ObjectionTo(new Endpoint(Service.Address, 22, TransportProtocol.Udp), null));
    }

    [Fact]
    public void Settings_AllWrong_NameEveryProblemAtOnce()
    {
        var read = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["P:Networks:0:Network"] = "10.0.0.0/40",
                    ["P:Networks:0:Account"] = "-oProxyCommand",
                    ["P:Networks:0:Principals:0"] = "a b",
                    ["P:Networks:0:ComesFrom:0"] = "10.0.0.5/8",
                    ["P:Networks:0:Ports:0"] = "0",
                    ["P:KrlPath"] = "krl",
                    ["P:Extensions:0"] = "permit-everything",
                    ["P:ProbeFrom"] = "here",
                }
            )
            .Build()
            .GetSection("P");
        var kind = new SshCertificateKind(
            DataProtectionProvider.Create("x"),
            _clock,
            NullLogger<SshCertificatePoint>.Instance,
            new(_folder)
        );
        Assert.Equal(8, kind.Create("ssh", read).Refusal!.Problems.Count);
        Assert.False(kind.Create("../x", read).Ok);
    }

    public async ValueTask DisposeAsync()
    {
        await _point.DisposeAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    private SshCertificatePoint Start(Action<SshOptions>? configure = null)
    {
        var options = new SshOptions { Networks = [new SshNetworkOptions { Network = "10.0.0.0/8" }] };
        configure?.Invoke(options);
        var own = Path.Combine(_folder, "ssh");
        var protection = DataProtectionProvider.Create(Directory.CreateDirectory(Path.Combine(_folder, "keys")));
        return new SshCertificatePoint(
            "ssh",
            SshSettings.Read(options, "P").Required(),
            own,
            new CaStore(own, protection, _clock),
            _clock,
            NullLogger.Instance
        );
    }

    private DesiredDoor Door() =>
        new(GrantId.New(_clock.GetUtcNow()), IPAddress.Parse("10.0.0.9"), Service, _clock.GetUtcNow().AddHours(1))
        {
            Holder = "ida@example.org",
        };

    private Task<EnforcementReport> ApplyAsync(params DesiredDoor[] doors) =>
        _point.ApplyAsync(new DesiredAccess(doors), CancellationToken.None);

    private async Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant)
    {
        using var key = new EphemeralKey();
        return await _point.IssueAsync(grant, new CredentialRequest(key.PublicKey), CancellationToken.None);
    }
}
