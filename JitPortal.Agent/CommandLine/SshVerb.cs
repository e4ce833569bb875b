using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>ssh TARGET</c>: logs in with a certificate of the caller's open grant, for a key that lives as long as the session.</summary>
internal static partial class SshVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Argument<string> Target = new("target")
    {
        Description = "Address, host name or host:port of a service that you have an open grant for, or the grant's id.",
    };
    private static readonly Argument<string[]> More = new("arguments")
    {
        Description = "Options and command for ssh.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<string?> Portal = new("--portal") { Description = "Address of the portal (or JITPORTAL_URL)." };
    private static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "File with your API token, readable by you alone (or JITPORTAL_TOKEN_FILE; shipped: ~/.config/jitportal/token).",
    };
    private static readonly Option<string?> Key = new("--key")
    {
        Description = "A key of your own instead of one for this session; its certificate is written beside it.",
    };
    private static readonly Option<bool> Print = new("--print")
    {
        Description = "Log in nowhere; print what belongs into ~/.ssh/config. Needs --key.",
    };

    public static Command Create()
    {
        var command = new Command("ssh", "Log in with a certificate of your open grant.") { Target, More, Portal, TokenFile, Key, Print };
        command.SetAction(
            async (parsed, ct) =>
            {
                var done = await RunAsync(parsed, ct);
                if (done.Ok)
                    return done.Value;
                await Console.Error.WriteLineAsync(done.Refusal.Sentence);
                return ExitCode.Failed;
            }
        );
        return command;
    }

    private static async Task<Outcome<int>> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        var own = parsed.GetValue(Key);
        if (parsed.GetValue(Print) && own is null)
            return Refusal.Invalid("key-missing", "With --print give the key that ssh should use: --key ~/.ssh/id_ed25519.");
        if (ChildProgram.Find("ssh") is not { } ssh)
            return Refusal.Unavailable("no-ssh", "There is no OpenSSH client on this machine.");
        var opened = PortalClient.Open(parsed.GetValue(Portal), parsed.GetValue(TokenFile), Patience);
        if (!opened.Ok)
            return opened.Refusal;
        using var portal = opened.Value;
        var grants = await portal.GetAsync("grants?mine=true&state=Open&limit=500", ct);
        if (!grants.Ok)
            return grants.Refusal;
        var grant = SshGrant.Find(grants.Value, parsed.GetRequiredValue(Target));
        if (!grant.Ok)
            return grant.Refusal;
        if (own is not null)
            return await WithOwnKeyAsync(parsed, portal, grant.Value, ssh, own, ct);
        using var gone = new EndedWithUs();
        using var key = new EphemeralKey();
        var signed = await SignAsync(portal, grant.Value, key.PublicKey, ct);
        if (!signed.Ok)
            return signed.Refusal;
        key.Keep(signed.Value.Certificate);
        return await ChildProgram.RunInTerminalAsync(
            ssh,
            Arguments(grant.Value, signed.Value.User, key.KeyFile, key.CertificateFile, parsed.GetValue(More) ?? []),
            gone.Token
        );
    }

    private static async Task<Outcome<int>> WithOwnKeyAsync(
        ParseResult parsed,
        PortalClient portal,
        SshGrant grant,
        string ssh,
        string key,
        CancellationToken ct
    )
    {
        string publicKey;
        try
        {
            publicKey = await File.ReadAllTextAsync(key + ".pub", ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusal.Invalid("key", $"The public key cannot be read: {e.Message}");
        }

        var signed = await SignAsync(portal, grant, publicKey, ct);
        if (!signed.Ok)
            return signed.Refusal;
        var certificate = key + "-cert.pub";
        await AtomicFile.WriteAsync(
            certificate,
            System.Text.Encoding.ASCII.GetBytes(signed.Value.Certificate + "\n"),
            AtomicFile.Private,
            ct
        );
        if (!parsed.GetValue(Print))
            return await ChildProgram.RunInTerminalAsync(
                ssh,
                Arguments(grant, signed.Value.User, key, certificate, parsed.GetValue(More) ?? []),
                CancellationToken.None
            );
        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                # Good until {signed.Value.ExpiresAt:yyyy-MM-dd HH:mm:ss} UTC; run this again for a new certificate.
                Host jit-{grant.Service.Address}
                  HostName {grant.Host}
                  Port {grant.Port}
                  User {signed.Value.User}
                  HostKeyAlias {grant.HostKeyAlias}
                  IdentityFile "{key}"
                  CertificateFile "{certificate}"
                  IdentitiesOnly yes
                """
            )
        );
        return ExitCode.Done;
    }

    private static async Task<Outcome<(string User, string Certificate, DateTime ExpiresAt)>> SignAsync(
        PortalClient portal,
        SshGrant grant,
        string publicKey,
        CancellationToken ct
    )
    {
        var issued = await portal.PostAsync($"grants/{grant.Id}/credentials", new { point = grant.Point, publicKey }, ct);
        if (!issued.Ok)
            return issued.Refusal;
        var (user, certificate) = (
            issued.Value.GetProperty("userName").GetString() ?? "",
            issued.Value.GetProperty("certificate").GetString() ?? ""
        );
        return SafeUser().IsMatch(user) && SafeCertificate().IsMatch(certificate)
            ? (user, certificate, issued.Value.GetProperty("expiresAt").GetDateTimeOffset().UtcDateTime)
            : Refusal.Unavailable("no-certificate", "The portal's answer holds no certificate.");
    }

    /// <summary>Ours stand first: of an option that is given twice ssh takes the first.</summary>
    private static string[] Arguments(SshGrant grant, string user, string key, string certificate, string[] more) =>
        [
            "-i",
            key,
            "-o",
            $"CertificateFile={certificate}",
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            $"HostKeyAlias={grant.HostKeyAlias}",
            "-o",
            "CheckHostIP=no",
            "-p",
            grant.Port.ToString(CultureInfo.InvariantCulture),
            "-l",
            user,
            grant.Host,
            .. more,
        ];

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$(?!\n)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SafeUser();

    [GeneratedRegex(
        "^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [ -~]*)?$(?!\n)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SafeCertificate();

    /// <summary>Signals that would end this process end ssh first, so that the key is taken away. Ctrl-C is ssh's own affair.</summary>
    private sealed class EndedWithUs : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly List<PosixSignalRegistration> _signals = [];

        public EndedWithUs()
        {
            _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, c => c.Cancel = true));
            foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
                _signals.Add(
                    PosixSignalRegistration.Create(
                        signal,
                        c =>
                        {
                            c.Cancel = true;
                            _end.Cancel();
                        }
                    )
                );
        }

        public CancellationToken Token => _end.Token;

        public void Dispose()
        {
            _signals.ForEach(s => s.Dispose());
            _end.Dispose();
        }
    }
}
