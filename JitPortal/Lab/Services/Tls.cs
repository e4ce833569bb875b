using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JitPortal.Lab.Services;

/// <summary>A demo service behind TLS, with a certificate of its own making that lives as long as the process.</summary>
internal static class Tls
{
    public static LabTalk Over(LabTalk inner, string name, TimeProvider clock)
    {
        var certificate = new Lazy<X509Certificate2>(() => SelfSigned(name, clock.GetUtcNow()));
        return async (peer, ct) =>
        {
            await using var secure = new SslStream(peer, leaveInnerStreamOpen: true);
            try
            {
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Value }, ct);
            }
            catch (AuthenticationException)
            {
                return;
            }

            await inner(secure, ct);
        };
    }

    private static X509Certificate2 SelfSigned(string name, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}, O=JitPortal lab", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(now.AddDays(-30), now.AddDays(335));
    }
}
