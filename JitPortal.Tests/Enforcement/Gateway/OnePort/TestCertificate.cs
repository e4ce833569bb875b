using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace JitPortal.Tests.Enforcement.Gateway.OnePort;

/// <summary>A certificate for this machine, in files as an operator has them.</summary>
internal sealed class TestCertificate : IDisposable
{
    public const string Password = "only for tests";
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-").FullName;

    public TestCertificate(int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(days));
        Thumbprint = certificate.Thumbprint;
        File.WriteAllText(Pem, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(Pfx, certificate.Export(X509ContentType.Pkcs12, Password));
    }

    public string Thumbprint { get; }

    public string Pem => Path.Combine(_folder, "gate.pem");

    public string Pfx => Path.Combine(_folder, "gate.pfx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
