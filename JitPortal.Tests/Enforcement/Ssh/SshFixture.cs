using System.Diagnostics;
using System.Globalization;
using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>
/// A real sshd on a free loopback port that trusts the point's authority, the point itself, and a person's real OpenSSH client. People log
/// in as the user who runs the tests.
/// </summary>
internal sealed class SshFixture : IAsyncDisposable
{
    public const string Missing =
        "No OpenSSH (sshd, ssh, ssh-keygen) was found; install the packages openssh-server and openssh-client to run this test.";

    private readonly Dictionary<GrantId, DesiredDoor> _desired = [];
    private readonly Action<SshOptions>? _configure;
    private Process? _sshd;

    private SshFixture(Action<SshOptions>? configure, TimeProvider? time) => (_configure, Time) = (configure, time ?? TimeProvider.System);

    /// <summary>The portal's clock; sshd has its own.</summary>
    public TimeProvider Time { get; }

    public static bool IsThere { get; } =
        ChildProgram.Find("sshd") is not null && ChildProgram.Find("ssh") is not null && ChildProgram.Find("ssh-keygen") is not null;

    public static string User { get; } = Environment.UserName;

    public string Folder { get; } = Directory.CreateTempSubdirectory("jit-sshd-").FullName;

    public int Port { get; } = PortalProcess.FreePort();

    public Endpoint Service => new(IPAddress.Loopback, Port, TransportProtocol.Tcp);

    public string State => Path.Combine(Folder, "portal", "ssh");

    public string Krl => Path.Combine(Folder, "krl");

    public SshCertificatePoint Point { get; private set; } = null!;

    public static async Task<SshFixture> StartAsync(Action<SshOptions>? configure = null, bool listens = true, TimeProvider? time = null)
    {
        Assert.SkipUnless(IsThere, Missing);
        var fixture = new SshFixture(configure, time);
        fixture.StartPoint();
        await fixture.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", fixture.At("host"));
        await File.WriteAllTextAsync(
            fixture.At("known_hosts"),
            $"[127.0.0.1]:{fixture.Port} {await File.ReadAllTextAsync(fixture.At("host.pub"))}"
        );
        Directory.CreateDirectory(fixture.At("principals"));
        await fixture.AllowAsync($"{User}@127.0.0.1");
        await fixture.TrustAsync();
        await fixture.ApplyAsync();
        if (listens)
            await fixture.ListenAsync();
        return fixture;
    }

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>What the host lets into the account.</summary>
    public Task AllowAsync(string principal) => File.WriteAllTextAsync(Path.Combine(At("principals"), User), principal + "\n");

    /// <summary>As the host's timer fetches it.</summary>
    public async Task TrustAsync() =>
        await File.WriteAllLinesAsync(
            At("ca.pub"),
            (await Point.Authority.EnsureAsync(CancellationToken.None)).Trusted(Time.GetUtcNow()).Select(k => k.Line("jit"))
        );

    /// <summary>The portal starts, or starts again, on what lies on the disk.</summary>
    public void StartPoint()
    {
        var options = new SshOptions
        {
            Networks =
            [
                new SshNetworkOptions
                {
                    Network = "127.0.0.0/8",
                    Ports = [Port],
                    Account = User,
                },
            ],
            KrlPath = Krl,
            KnownHosts = At("known_hosts"),
        };
        _configure?.Invoke(options);
        var protection = DataProtectionProvider.Create(Directory.CreateDirectory(At("keys")));
        Point = new SshCertificatePoint(
            "ssh",
            SshSettings.Read(options, "Enforcement:Points:0").Required(),
            State,
            new CaStore(State, protection, Time),
            Time,
            NullLogger.Instance
        );
    }

    /// <summary>kill -9: nothing of it is asked to end.</summary>
    public async Task RestartPointAsync()
    {
        await Point.DisposeAsync();
        StartPoint();
    }

    public async Task<GrantId> OpenAsync(
        string source = "127.0.0.1",
        TimeSpan? lasts = null,
        string holder = "ida@example.org",
        Endpoint? service = null
    )
    {
        var now = Time.GetUtcNow();
        var grant = GrantId.New(now);
        _desired[grant] = new DesiredDoor(grant, IPAddress.Parse(source), service ?? Service, now + (lasts ?? TimeSpan.FromHours(1)))
        {
            Holder = holder,
        };
        Assert.Empty((await ApplyAsync()).Failed);
        return grant;
    }

    public Task<EnforcementReport> MoveAsync(GrantId grant, TimeSpan ahead)
    {
        _desired[grant] = _desired[grant] with { Deadline = Time.GetUtcNow() + ahead };
        return ApplyAsync();
    }

    public Task<EnforcementReport> ShutAsync(GrantId grant)
    {
        _desired.Remove(grant);
        return ApplyAsync();
    }

    public Task<EnforcementReport> ApplyAsync() => Point.ApplyAsync(new DesiredAccess([.. _desired.Values]), CancellationToken.None);

    public DoorAddress Place(GrantId grant) => new(grant, IPAddress.Loopback, Service, Port);

    /// <summary>The person's key with the certificate that the portal gave for it.</summary>
    public async Task<EphemeralKey> KeyAsync(GrantId grant)
    {
        var key = new EphemeralKey();
        key.Keep((await Point.IssueAsync(grant, new CredentialRequest(key.PublicKey), CancellationToken.None)).Required().Certificate!);
        return key;
    }

    public Task<ProgramResult> LogInAsync(EphemeralKey key, string from = "127.0.0.1", string command = "echo in") =>
        LogInAsync(key.KeyFile, key.CertificateFile, from, command);

    public Task<ProgramResult> LogInAsync(string keyFile, string certificateFile, string from = "127.0.0.1", string command = "echo in") =>
        RunAsync("ssh", [.. Arguments(keyFile, certificateFile, Port, from), command]);

    /// <summary>A session that sends a line each 50 ms for as long as it lives.</summary>
    public Process Session(EphemeralKey key, int port, string from = "127.0.0.1")
    {
        var start = new ProcessStartInfo(
            ChildProgram.Find("ssh")!,
            [.. Arguments(key.KeyFile, key.CertificateFile, port, from), "while echo tick; do sleep 0.05; done"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    public Task<ProgramResult> RunAsync(string program, params IReadOnlyList<string> arguments) =>
        ChildProgram.RunAsync(
            ChildProgram.Find(program)!,
            arguments,
            null,
            TimeSpan.FromSeconds(30),
            TimeProvider.System,
            CancellationToken.None
        );

    public async Task ListenAsync()
    {
        // The package's service makes it where there is a service manager.
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        // SHLVL: bash under sshd would run the start-up file of whoever runs the tests, which may do anything.
        await File.WriteAllTextAsync(
            At("sshd_config"),
            $"""
            Port {Port}
            ListenAddress 127.0.0.1
            HostKey {At("host")}
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            AuthorizedKeysFile {At("authorized_keys")}
            TrustedUserCAKeys {At("ca.pub")}
            RevokedKeys {Krl}
            AuthorizedPrincipalsFile {At("principals")}/%u
            MaxStartups 100
            LogLevel VERBOSE
            SetEnv SHLVL=5
            """ + "\n"
        );
        var start = new ProcessStartInfo(ChildProgram.Find("sshd")!, ["-D", "-E", At("log"), "-f", At("sshd_config")])
        {
            UseShellExecute = false,
        };
        _sshd = Process.Start(start)!;
        await Eventually.TrueAsync(
            async () => (await Client.KnockAsync(Port)) != System.Net.Sockets.SocketError.ConnectionRefused,
            "sshd listens"
        );
    }

    public async Task StopListeningAsync()
    {
        if (_sshd is not { } sshd)
            return;
        _sshd = null;
        sshd.Kill(entireProcessTree: true);
        await sshd.WaitForExitAsync();
        sshd.Dispose();
    }

    /// <summary>The host's timer fetches the list of revoked certificates, where <see cref="SshOptions.KrlPath"/> is not the file itself.</summary>
    public Task FetchAsync()
    {
        File.Copy(Path.Combine(State, "krl"), Krl, overwrite: true);
        return Task.CompletedTask;
    }

    /// <summary>From now on another host key is the known one.</summary>
    public async Task ForgetHostKeyAsync()
    {
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", At("other"));
        await File.WriteAllTextAsync(At("known_hosts"), $"[127.0.0.1]:{Port} {await File.ReadAllTextAsync(At("other.pub"))}");
    }

    /// <summary>The host's own key is the known one again.</summary>
    public async Task KnowHostKeyAsync() =>
        await File.WriteAllTextAsync(At("known_hosts"), $"[127.0.0.1]:{Port} {await File.ReadAllTextAsync(At("host.pub"))}");

    public async Task<string> LogAsync() => await File.ReadAllTextAsync(At("log"));

    public async ValueTask DisposeAsync()
    {
        if (_sshd is not null)
        {
            _sshd.Kill(entireProcessTree: true);
            await _sshd.WaitForExitAsync();
            _sshd.Dispose();
        }

        await Point.DisposeAsync();
        await TemporaryFolder.DeleteAsync(Folder);
    }

    private string[] Arguments(string keyFile, string certificateFile, int port, string from) =>
        [
            "-F",
            "none",
            "-n",
            "-b",
            from,
            "-i",
            keyFile,
            "-o",
            $"CertificateFile={certificateFile}",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "IdentityAgent=none",
            "-o",
            "BatchMode=yes",
            "-o",
            "PreferredAuthentications=publickey",
            "-o",
            $"HostKeyAlias=[127.0.0.1]:{Port.ToString(CultureInfo.InvariantCulture)}",
            "-o",
            $"UserKnownHostsFile={At("known_hosts")}",
            "-o",
            "GlobalKnownHostsFile=none",
            "-p",
            port.ToString(CultureInfo.InvariantCulture),
            "-l",
            User,
            "127.0.0.1",
        ];
}
