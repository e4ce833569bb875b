using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

internal static class OnePortCertificate
{
    /// <summary>Reads a PFX file, or PEM with the key in the same file or one beside it.</summary>
    public static Outcome<X509Certificate2> Load(string path, string? keyPath, string? password)
    {
        try
        {
            var isPfx = Path.GetExtension(path).ToUpperInvariant() is ".PFX" or ".P12";
            return isPfx ? X509CertificateLoader.LoadPkcs12FromFile(path, password)
                : string.IsNullOrEmpty(password) ? X509Certificate2.CreateFromPemFile(path, keyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Refusal.Invalid(
                "gateway-certificate",
                $"Gateway:ConnectCertificate “{path}” cannot be read as a certificate with its key: {e.Message}"
            );
        }
    }
}
