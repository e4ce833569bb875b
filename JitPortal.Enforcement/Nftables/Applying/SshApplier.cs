using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>
/// The applier of a machine elsewhere: a script that is the forced command of the portal's key (<c>deploy/jit-nft-apply</c>). NB. Only the
/// named key is offered and only the named host key believed; no configuration of the portal's account is read. One connection is kept
/// open for all questions, as long as this process lives; without it each question makes its own.
/// </summary>
internal sealed class SshApplier(NftablesSettings settings, TimeProvider time) : INftApplier
{
    /// <summary>What the kept connection runs there: it ends when this process does, because its input ends.</summary>
    private const string Hold = "hold";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private string? _folder;
    private Process? _kept;

    public async Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct)
    {
        if (ChildProgram.Find("ssh") is not { } ssh)
            return Refusal.Unavailable("ssh-missing", "ssh is not installed on the portal's machine; install the package openssh-client.");
        var where = $"{settings.User}@{settings.Target}";
        try
        {
            KeepConnected(ssh);
            var ran = await ChildProgram.RunAsync(ssh, Arguments("no", verb), body, Patience, time, ct);
            if (ran.TimedOut)
                return Refusal.Unavailable("ssh-late", $"{where} did not answer in time.");
            return ran.ExitCode == 0
                ? ApplierAnswer.Read(ran.Output, where)
                : Refusal.Unavailable("ssh-failed", $"{where} can't be reached by SSH: {LastLine(ran.Error)}");
        }
        catch (Win32Exception e)
        {
            return Refusal.Unavailable("ssh-failed", $"ssh can't be started: {e.Message}");
        }
    }

    /// <summary>Nothing tells from there; the portal asks from time to time.</summary>
    public Task WatchAsync(Action changed, CancellationToken ct) => Task.Delay(Timeout.InfiniteTimeSpan, time, ct);

    public async ValueTask DisposeAsync()
    {
        if (_kept is not null)
        {
            _kept.Kill(entireProcessTree: true);
            await _kept.WaitForExitAsync(CancellationToken.None);
            _kept.Dispose();
        }

        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts it when it is not there and goes on without waiting: the next question finds it.</summary>
    private void KeepConnected(string ssh)
    {
        lock (_lock)
        {
            if (_kept is { HasExited: false })
                return;
            // NB. Readable by this user only: who can write to the socket in it can ask the applier.
            _folder ??= Directory.CreateTempSubdirectory("jit-ssh-").FullName;
            _kept?.Dispose();
            // One that was killed leaves its socket behind, and the next could not make its own.
            File.Delete(Path.Combine(_folder, "c"));
            _kept = ChildProgram.Start(ssh, Arguments("yes", Hold));
            _ = _kept.StandardOutput.ReadToEndAsync(CancellationToken.None);
            _ = _kept.StandardError.ReadToEndAsync(CancellationToken.None);
        }
    }

    private string[] Arguments(string keeps, string verb) =>
        [
            "-F",
            "/dev/null",
            "-T",
            "-o",
            "BatchMode=yes",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            $"IdentityFile={settings.IdentityFile}",
            "-o",
            "IdentityAgent=none",
            "-o",
            "StrictHostKeyChecking=yes",
            "-o",
            $"UserKnownHostsFile={settings.KnownHostsFile}",
            "-o",
            "GlobalKnownHostsFile=/dev/null",
            "-o",
            "ClearAllForwardings=yes",
            "-o",
            $"ControlMaster={keeps}",
            "-o",
            $"ControlPath={Path.Combine(_folder!, "c")}",
            "-o",
            "ConnectTimeout=5",
            "-o",
            "ServerAliveInterval=5",
            "-o",
            "LogLevel=ERROR",
            "-p",
            settings.Port.ToString(CultureInfo.InvariantCulture),
            "-l",
            settings.User,
            "--",
            settings.Target,
            verb,
        ];

    private static string LastLine(string error) =>
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is { } line
            ? line[..Math.Min(line.Length, 300)]
            : "no reason given.";
}
