using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>Looks at a sshd over the network: its greeting, and with OpenSSH's client whether a certificate gets in.</summary>
internal sealed class SshLogin(SshSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(10);

    public string? Client =>
        settings.SshPath is null ? ChildProgram.Find("ssh")
        : File.Exists(settings.SshPath) ? settings.SshPath
        : null;

    /// <summary>Address of this machine that the target sees.</summary>
    public IPAddress? Here(IPAddress target)
    {
        if (settings.ProbeFrom is { } set && set.AddressFamily == target.AddressFamily)
            return set;
        try
        {
            using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(target, 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Whether a sshd greets there: the control for everything else.</summary>
    public async Task<bool> GreetsAsync(Endpoint target, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(GreetingPatience);
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (Here(target.Address) is { } from)
                socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(new IPEndPoint(target.Address, target.Port), patience.Token);
            var greeting = new byte[4];
            for (var read = 0; read < greeting.Length; )
            {
                var more = await socket.ReceiveAsync(greeting.AsMemory(read), patience.Token);
                if (more == 0)
                    return false;
                read += more;
            }

            return Encoding.ASCII.GetString(greeting).Equals("SSH-", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>
    /// Tries a log-in. NB. No file of the user's configuration, no agent, no other key, no password: what gets in got in by this
    /// certificate. An account whose shell says no has been let in all the same.
    /// </summary>
    /// <returns>What it met and, when that is no answer, what the client said about it.</returns>
    public async Task<(LoginAnswer Answer, string? Said)> TryAsync(Endpoint target, string account, EphemeralKey key, CancellationToken ct)
    {
        if (Client is not { } client || Here(target.Address) is not { } from)
            return (LoginAnswer.NotTried, null);
        string[] arguments =
        [
            "-F",
            "none",
            "-T",
            "-n",
            "-x",
            "-a",
            "-b",
            from.ToString(),
            "-i",
            key.KeyFile,
            .. Options(
                "CertificateFile=" + key.CertificateFile,
                "BatchMode=yes",
                "IdentitiesOnly=yes",
                "IdentityAgent=none",
                "PreferredAuthentications=publickey",
                "StrictHostKeyChecking=yes",
                "GlobalKnownHostsFile=none",
                "UserKnownHostsFile=" + settings.KnownHosts,
                "UpdateHostKeys=no",
                "ControlPath=none",
                "ClearAllForwardings=yes",
                "CanonicalizeHostname=no",
                "ConnectionAttempts=1",
                "ConnectTimeout=15",
                "LogLevel=ERROR"
            ),
            "-p",
            target.Port.ToString(CultureInfo.InvariantCulture),
            "-l",
            account,
            "--",
            target.Address.ToString(),
            "true",
        ];
        try
        {
            var result = await ChildProgram.RunAsync(client, arguments, null, Patience, time, ct);
            return result switch
            {
                { TimedOut: true } => (LoginAnswer.NotTried, FormattableString.Invariant($"not within {Patience.TotalSeconds:0} seconds")),
                { ExitCode: not 255 } => (LoginAnswer.LetIn, null),
                _ when result.Error.Contains("Host key verification failed", StringComparison.Ordinal) => (LoginAnswer.Stranger, null),
                _ when result.Error.Contains("Permission denied", StringComparison.Ordinal)
                        || result.Error.Contains("Too many authentication failures", StringComparison.Ordinal) => (
                    LoginAnswer.Refused,
                    null
                ),
                _ => (LoginAnswer.NotTried, LastWords(result.Error)),
            };
        }
        catch (Win32Exception e)
        {
            return (LoginAnswer.NotTried, e.Message);
        }
    }

    /// <summary>NB. Partly the host's own text.</summary>
    private static string LastWords(string error)
    {
        var last = error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "";
        var plain = string.Concat(last.Where(c => c is >= ' ' and <= '~'));
        return plain.Length > 200 ? plain[..200] : plain;
    }

    private static IEnumerable<string> Options(params string[] options) => options.SelectMany(o => (string[])["-o", o]);
}

/// <summary>What a log-in with a probe certificate met.</summary>
internal enum LoginAnswer
{
    LetIn,

    /// <summary>The host took part in the log-in and refused the certificate.</summary>
    Refused,

    /// <summary>The host's key is not among the known ones: whoever answered, it proves nothing.</summary>
    Stranger,

    /// <summary>No log-in took place: no connection, no client program, an answer that is not SSH.</summary>
    NotTried,
}
