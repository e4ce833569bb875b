using System.ComponentModel;
using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>
/// The applier of a machine elsewhere: a script that is the forced command of the portal's key (<c>deploy/jit-nft-apply</c>). NB. Only the
/// named key is offered and only the named host key believed; no configuration of the portal's account is read.
/// </summary>
internal sealed class SshApplier(NftablesSettings settings, TimeProvider time) : INftApplier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<Outcome<string>> AskAsync(string verb, string body, CancellationToken ct)
    {
        if (ChildProgram.Find("ssh") is not { } ssh)
            return Refusal.Unavailable("ssh-missing", "ssh is not installed on the portal's machine; install the package openssh-client.");
        var where = $"{settings.User}@{settings.Target}";
        try
        {
            var ran = await ChildProgram.RunAsync(ssh, Arguments(verb), body, Patience, time, ct);
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

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string[] Arguments(string verb) =>
    [
        "-F", "/dev/null", "-T",
        "-o", "BatchMode=yes",
        "-o", "IdentitiesOnly=yes",
        "-o", $"IdentityFile={settings.IdentityFile}",
        "-o", "IdentityAgent=none",
        "-o", "StrictHostKeyChecking=yes",
        "-o", $"UserKnownHostsFile={settings.KnownHostsFile}",
        "-o", "GlobalKnownHostsFile=/dev/null",
        "-o", "ClearAllForwardings=yes",
        "-o", "ConnectTimeout=5",
        "-o", "ServerAliveInterval=5",
        "-o", "LogLevel=ERROR",
        "-p", settings.Port.ToString(CultureInfo.InvariantCulture),
        "-l", settings.User,
        "--", settings.Target, verb,
    ];

    private static string LastLine(string error) =>
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is { } line ? line[..Math.Min(line.Length, 300)] : "no reason given.";
}
