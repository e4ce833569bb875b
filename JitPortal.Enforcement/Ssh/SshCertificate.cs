using System.Security.Cryptography;

namespace JitPortal.Enforcement.Ssh;

/// <summary>What an OpenSSH user certificate says, before it is signed (PROTOCOL.certkeys of OpenSSH).</summary>
/// <param name="KeyId">Written into the log of every sshd that lets it in.</param>
/// <param name="Principals">NB. Never empty: an empty list would stand for every account.</param>
/// <param name="Sources">Networks and addresses that it may be used from. NB. Never empty: none would mean from anywhere.</param>
/// <param name="ForceCommand">The only thing that it may do; null when it opens a session.</param>
/// <param name="Extensions">What sshd allows beyond running commands, such as <c>permit-pty</c>.</param>
internal sealed record SshCertificate(
    SshPublicKey Key,
    ulong Serial,
    string KeyId,
    IReadOnlyList<string> Principals,
    DateTimeOffset ValidAfter,
    DateTimeOffset ValidBefore,
    IReadOnlyList<string> Sources,
    string? ForceCommand,
    IReadOnlyList<string> Extensions
)
{
    private const uint User = 1;

    /// <summary>The line of a <c>-cert.pub</c> file.</summary>
    public string Sign(CaKey ca)
    {
        if (Serial == 0 || Principals.Count == 0 || Sources.Count == 0 || ValidBefore <= ValidAfter)
            throw new InvalidOperationException("A certificate needs a serial, a principal, a source and a span of time.");
        var body = new SshWriter()
            .String(Key.CertificateType)
            .String(RandomNumberGenerator.GetBytes(32))
            .Raw(Key.Fields.Span)
            .UInt64(Serial)
            .UInt32(User)
            .String(KeyId)
            .String(List(Principals))
            .UInt64((ulong)ValidAfter.ToUnixTimeSeconds())
            // Whole seconds, cut off: never past the deadline.
            .UInt64((ulong)ValidBefore.ToUnixTimeSeconds())
            .String(CriticalOptions())
            .String(ExtensionList())
            .String("")
            .String(ca.Blob.Span);
        body.String(ca.Sign(body.ToArray()));
        return $"{Key.CertificateType} {Convert.ToBase64String(body.ToArray())} jitportal";
    }

    private static SshWriter List(IReadOnlyList<string> texts)
    {
        var list = new SshWriter();
        foreach (var text in texts)
            list.String(text);
        return list;
    }

    /// <summary>By name, in order, as the format demands.</summary>
    private SshWriter CriticalOptions()
    {
        var options = new SshWriter();
        if (ForceCommand is not null)
            options.String("force-command").String(new SshWriter().String(ForceCommand));
        return options.String("source-address").String(new SshWriter().String(string.Join(',', Sources)));
    }

    private SshWriter ExtensionList()
    {
        var list = new SshWriter();
        foreach (var name in Extensions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            list.String(name).String("");
        return list;
    }
}
