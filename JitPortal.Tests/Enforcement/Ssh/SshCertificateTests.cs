using System.Security.Cryptography;
using System.Text;
using JitPortal.Enforcement.Ssh;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>The bytes, read back by the tests' own eyes.</summary>
public sealed class SshCertificateTests
{
    [Fact]
    public void Sign_AnyContent_ParsesBackFieldByFieldAndTheSignatureHolds()
    {
        var random = new Random(11);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ca = new CaKey(key);
        for (var round = 0; round < 300; round++)
        {
            var person = SshPublicKey
                .Read(
                    SshPublicKeyTests.Line("ssh-ed25519", new SshWriter().String("ssh-ed25519").String(RandomNumberGenerator.GetBytes(32)))
                )
                .Required();
            var principals = Enumerable.Range(0, random.Next(1, 5)).Select(i => $"p{i}@10.0.0.{random.Next(255)}").ToList();
            var from = DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(1, 4_000_000_000_000));
            var certificate = new SshCertificate(
                person,
                (ulong)random.NextInt64(1, long.MaxValue),
                new string('k', random.Next(200)),
                principals,
                from,
                from.AddMilliseconds(random.Next(2000, 9_000_000)),
                ["10.1.2.3", "fd00::/8"],
                random.Next(2) == 0 ? null : "true",
                random.Next(2) == 0 ? [] : ["permit-pty", "permit-agent-forwarding", "permit-pty"]
            );
            var parts = certificate.Sign(ca).Split(' ');
            Assert.Equal("ssh-ed25519-cert-v01@openssh.com", parts[0]);
            var bytes = Convert.FromBase64String(parts[1]);
            var reader = new SshReader(bytes);
            Assert.True(reader.TryName(out var type) && reader.TryString(out var nonce) && nonce.Length == 32);
            Assert.Equal(parts[0], type);
            Assert.True(reader.TryString(out var point));
            Assert.True(person.Fields.Span[4..].SequenceEqual(point));
            Assert.True(reader.TryUInt64(out var serial) && reader.TryUInt32(out var role) && role == 1);
            Assert.Equal(certificate.Serial, serial);
            Assert.True(reader.TryName(out var id));
            Assert.Equal(certificate.KeyId, id);
            Assert.True(reader.TryString(out var names));
            Assert.Equal(principals, Texts(names));
            Assert.True(reader.TryUInt64(out var after));
            Assert.True(reader.TryUInt64(out var before));
            Assert.Equal(certificate.ValidAfter.ToUnixTimeSeconds(), (long)after);
            Assert.True(before * 1000 <= (ulong)certificate.ValidBefore.ToUnixTimeMilliseconds(), "never past the deadline");
            Assert.True(reader.TryString(out var critical));
            Assert.True(reader.TryString(out var extensions));
            Assert.True(reader.TryString(out var reserved) && reserved.IsEmpty);
            var options = Texts(critical).Where((_, i) => i % 2 == 0).ToList();
            Assert.Equal(options.Order(StringComparer.Ordinal), options);
            Assert.Contains("source-address", options);
            var extras = Texts(extensions).Where((_, i) => i % 2 == 0).ToList();
            Assert.Equal(extras.Order(StringComparer.Ordinal).Distinct(), extras);
            Assert.True(reader.TryString(out var authority) && authority.SequenceEqual(ca.Blob.Span));
            var signed = bytes.AsSpan(0, Signed(bytes));
            Assert.True(reader.TryString(out var signature) && reader.AtEnd);
            Assert.True(
                key.VerifyData(signed, Raw(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            );
        }
    }

    [Fact]
    public void Sign_WithoutPrincipalSourceSerialOrTime_IsNeverMade()
    {
        using var ca = new CaKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var person = SshPublicKey
            .Read(SshPublicKeyTests.Line("ssh-ed25519", new SshWriter().String("ssh-ed25519").String(new byte[32])))
            .Required();
        var good = new SshCertificate(
            person,
            1,
            "id",
            ["p"],
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddHours(1),
            ["10.0.0.1"],
            null,
            []
        );
        Assert.NotEmpty(good.Sign(ca));
        foreach (
            var bad in new[]
            {
                good with
                {
                    Principals = [],
                },
                good with
                {
                    Sources = [],
                },
                good with
                {
                    Serial = 0,
                },
                good with
                {
                    ValidBefore = good.ValidAfter,
                },
            }
        )
            Assert.Throws<InvalidOperationException>(() => bad.Sign(ca));
    }

    private static List<string> Texts(ReadOnlySpan<byte> list)
    {
        var texts = new List<string>();
        for (var reader = new SshReader(list); !reader.AtEnd; )
        {
            Assert.True(reader.TryString(out var text));
            texts.Add(Encoding.UTF8.GetString(text));
        }

        return texts;
    }

    /// <summary>All before the last string is what was signed.</summary>
    private static int Signed(byte[] bytes)
    {
        var reader = new SshReader(bytes);
        reader.TryString(out _);
        reader.TryString(out _);
        reader.TryString(out _);
        reader.TryUInt64(out _);
        reader.TryUInt32(out _);
        reader.TryString(out _);
        reader.TryString(out _);
        reader.TryUInt64(out _);
        reader.TryUInt64(out _);
        for (var i = 0; i < 4; i++)
            reader.TryString(out _);
        reader.TryString(out var signature);
        return bytes.Length - signature.Length - 4;
    }

    private static byte[] Raw(ReadOnlySpan<byte> signature)
    {
        var outer = new SshReader(signature);
        Assert.True(outer.TryName(out var kind) && string.Equals(kind, "ecdsa-sha2-nistp256", StringComparison.Ordinal));
        Assert.True(outer.TryString(out var numbers) && outer.AtEnd);
        var inner = new SshReader(numbers);
        Assert.True(inner.TryMpInt(out var r));
        Assert.True(inner.TryMpInt(out var s) && inner.AtEnd);
        var raw = new byte[64];
        r.CopyTo(raw.AsSpan(32 - r.Length));
        s.CopyTo(raw.AsSpan(64 - s.Length));
        return raw;
    }
}
