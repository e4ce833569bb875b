using System.Security.Cryptography;
using JitPortal.Enforcement.Ssh;

namespace JitPortal.Tests.Enforcement.Ssh;

public sealed class SshPublicKeyTests
{
    private static readonly string Good = Line(
        "ssh-ed25519",
        new SshWriter().String("ssh-ed25519").String(RandomNumberGenerator.GetBytes(32))
    );

    [Fact]
    public void Read_GoodLine_WithOrWithoutComment()
    {
        Assert.Equal("ssh-ed25519", SshPublicKey.Read(Good).Required().Type);
        Assert.Equal("ssh-ed25519", SshPublicKey.Read($"  {Good} $(reboot) `id` \"x\"  \n").Required().Type);
    }

    public static TheoryData<string, string> Bad =>
        new()
        {
            { "", "Give the public key" },
            { "-----BEGIN OPENSSH PRIVATE KEY-----", "private key" },
            { $"{Good}\n{Good}", "one line" },
            { $"command=\"id\" {Good}", "kind of key" },
            { $"ssh-dss {Good[12..]}", "kind of key" },
            { "ssh-ed25519", "base64" },
            { "ssh-ed25519 !!!!", "base64" },
            { $"ssh-rsa {Good[12..]}", "another kind" },
            { $"ssh-ed25519-cert-v01@openssh.com {Good[12..]}", "certificate" },
            { Line("ssh-ed25519", new SshWriter().String("ssh-ed25519").String(new byte[31])), "damaged" },
            { Line("ssh-ed25519", new SshWriter().String("ssh-ed25519").String(new byte[32]).Byte(0)), "damaged" },
            { Line("ssh-ed25519", new SshWriter().String("ssh-ed25519").UInt32(uint.MaxValue)), "damaged" },
            {
                Line("ecdsa-sha2-nistp256", new SshWriter().String("ecdsa-sha2-nistp256").String("nistp384").String([4, .. new byte[64]])),
                "damaged"
            },
            {
                Line(
                    "ecdsa-sha2-nistp256",
                    new SshWriter().String("ecdsa-sha2-nistp256").String("nistp256").String([4, .. Enumerable.Repeat((byte)1, 64)])
                ),
                "point"
            },
            { Line("ssh-rsa", new SshWriter().String("ssh-rsa").MpInt([1, 0, 1]).MpInt([0x80, .. new byte[126], 1])), "1024 bits" },
            { Line("ssh-rsa", new SshWriter().String("ssh-rsa").MpInt([1]).MpInt([0x80, .. new byte[254], 1])), "no RSA key" },
            { Line("ssh-rsa", new SshWriter().String("ssh-rsa").String([0, 0, 1]).MpInt([0x80, .. new byte[254], 1])), "damaged" },
            { new string('A', 9000), "8,192" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_AnythingElse_IsRefusedWithASentence(string line, string says)
    {
        var read = SshPublicKey.Read(line);
        Assert.False(read.Ok);
        Assert.Contains(says, read.Refusal!.Sentence, StringComparison.Ordinal);
        Assert.Equal("publicKey", Assert.Single(read.Refusal.Problems).Field);
    }

    [Fact]
    public void Read_EveryTruncationAndManyFlips_NeverThrowsAndNeverTakesMoreThanItSays()
    {
        var random = new Random(7);
        var blob = Convert.FromBase64String(Good.Split(' ')[1]);
        for (var i = 0; i < blob.Length; i++)
            Assert.False(SshPublicKey.Read($"ssh-ed25519 {Convert.ToBase64String(blob.AsSpan(0, i))}").Ok);
        for (var i = 0; i < 2000; i++)
        {
            var other = blob.ToArray();
            other[random.Next(other.Length)] ^= (byte)(1 << random.Next(8));
            if (SshPublicKey.Read($"ssh-ed25519 {Convert.ToBase64String(other)}") is { Ok: true } read)
                Assert.Equal(36, read.Value!.Fields.Length);
        }
    }

    internal static string Line(string type, SshWriter blob) => $"{type} {Convert.ToBase64String(blob.ToArray())}";
}
