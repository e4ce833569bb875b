using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// Tries the doors as a certificate of the grant would: with a key of the portal's own, good for a minute, from the portal's address
/// only, for the one command <c>true</c>.
/// </summary>
/// <param name="sign">Signs a probe key for a door's way with a serial, good until a moment.</param>
internal sealed class SshProof(
    SshSettings settings,
    SshLogin login,
    TimeProvider time,
    Func<DoorAddress, ulong, DateTimeOffset, string, Task<Outcome<(string Account, string Certificate)>>> sign
)
{
    private const string Here = "from the portal's machine";
    private static readonly TimeSpan ProbeLife = TimeSpan.FromMinutes(1);

    public async Task<ProbeResult> OpenAsync(DoorAddress place, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (await UnsureAsync(place, ct) is { } why)
            return Result(ProbeVerdict.NotComparable, why, start);
        return await TryAsync(place, SshSerial.Of(place.Grant, place.Source, place.Service), Soon, ct) switch
        {
            (LoginAnswer.LetIn, _) => Result(
                ProbeVerdict.Proved,
                $"sshd on {place.Service.HostPort} lets in a certificate of this grant.",
                start
            ),
            (LoginAnswer.Refused, _) => Result(
                ProbeVerdict.Refuted,
                $"sshd on {place.Service.HostPort} refuses a certificate of this grant. Does it trust the authority, allow the principal, and has it fetched the list of revoked certificates?",
                start
            ),
            var (answer, problem) => Result(ProbeVerdict.NotComparable, problem ?? Words(answer, place), start),
        };
    }

    /// <summary>A certificate of the grant must be refused while one of no grant is let in, or the refusal could have any cause.</summary>
    /// <param name="lastEnd">
    /// When the grant's last certificate ends; null = unknown. The probe lasts no longer: what the host refuses because it has expired needs
    /// no list.
    /// </param>
    public async Task<ProbeResult> ShutAsync(DoorAddress place, bool revoked, DateTimeOffset? lastEnd, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        if (!revoked)
            return Result(
                ProbeVerdict.NotComparable,
                "Nothing is left to try: the certificates of this grant ended by themselves long ago.",
                start
            ) with
            {
                Grounds = ShutGrounds.Over,
                CanTryAgain = false,
            };
        if (await UnsureAsync(place, ct) is { } why)
            return Result(ProbeVerdict.NotComparable, why, start);
        var (answer, problem) = await TryAsync(
            place,
            SshSerial.Of(place.Grant, place.Source, place.Service),
            lastEnd < Soon ? lastEnd.Value : Soon,
            ct
        );
        if (answer == LoginAnswer.LetIn)
            return Result(
                ProbeVerdict.Refuted,
                $"sshd on {place.Service.HostPort} still lets in a certificate of this grant: it has not fetched the list of revoked certificates yet, or its clock is slow.",
                start
            );
        if (answer != LoginAnswer.Refused)
            return Result(ProbeVerdict.NotComparable, problem ?? Words(answer, place), start);
        var took = time.GetElapsedTime(start);
        var (control, _) = await TryAsync(place, SshSerial.Stray(time.GetUtcNow()), Soon, ct);
        return control == LoginAnswer.LetIn
            ? Result(
                ProbeVerdict.Proved,
                $"sshd on {place.Service.HostPort} refuses a new log-in with a certificate of this grant and lets in the control. This says nothing about sessions that were open.",
                took
            )
            : Result(
                ProbeVerdict.NotComparable,
                $"sshd on {place.Service.HostPort} refuses a certificate of this grant, and the control too, so it may have another reason.",
                took
            );
    }

    private DateTimeOffset Soon => time.GetUtcNow() + ProbeLife;

    private async Task<(LoginAnswer Answer, string? Problem)> TryAsync(
        DoorAddress place,
        ulong serial,
        DateTimeOffset until,
        CancellationToken ct
    )
    {
        using var key = new EphemeralKey();
        var signed = await sign(place, serial, until, key.PublicKey);
        if (!signed.Ok)
            return (LoginAnswer.NotTried, signed.Refusal.Sentence);
        key.Keep(signed.Value.Certificate);
        var (answer, said) = await login.TryAsync(place.Service, signed.Value.Account, key, ct);
        return (answer, string.IsNullOrEmpty(said) ? null : $"The log-in on {place.Service.HostPort} did not come to an answer: {said}.");
    }

    private async Task<string?> UnsureAsync(DoorAddress place, CancellationToken ct)
    {
        if (!settings.ProbeLogin)
            return "Not tried: ProbeLogin is off.";
        if (settings.KnownHosts is null || !File.Exists(settings.KnownHosts))
            return "Not tried: without a file of host keys (KnownHosts) nobody knows who would answer.";
        if (login.Client is null)
            return "Not tried: there is no OpenSSH client on the portal's machine.";
        return await login.GreetsAsync(place.Service, ct)
            ? null
            : $"No sshd greets on {place.Service.HostPort} {Here}, so this could not be verified.";
    }

    private static string Words(LoginAnswer answer, DoorAddress place) =>
        answer == LoginAnswer.Stranger
            ? $"The host key of {place.Service.HostPort} is not among the known ones; whoever answers there proves nothing."
            : $"The log-in on {place.Service.HostPort} did not come to an answer.";

    private ProbeResult Result(ProbeVerdict verdict, string sentence, long start) => Result(verdict, sentence, time.GetElapsedTime(start));

    private ProbeResult Result(ProbeVerdict verdict, string sentence, TimeSpan took) =>
        new(verdict, sentence, Here, time.GetUtcNow(), took);
}
