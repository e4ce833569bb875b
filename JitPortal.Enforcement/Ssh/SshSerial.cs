using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>
/// The serial of all certificates of one grant. Its upper half is the second in which the grant was made, so that "everything up to
/// now" is one range of a revocation list; its lower half comes from the grant and the way that it opens, so that a grant that is opened
/// for another source does not bring the old source's certificates back to life.
/// </summary>
internal static class SshSerial
{
    public static ulong Of(GrantId grant, IPAddress source, Endpoint service)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{grant}|{source}|{service}"));
        return Make(SecondOf(grant), BinaryPrimitives.ReadUInt32BigEndian(hash));
    }

    /// <summary>The greatest serial that a grant made up to <paramref name="moment"/> can have.</summary>
    public static ulong LastOf(DateTimeOffset moment) => Make((uint)moment.ToUnixTimeSeconds(), uint.MaxValue);

    /// <summary>A serial of no grant, made now: what a revocation list must not know.</summary>
    public static ulong Stray(DateTimeOffset now) =>
        Make((uint)now.AddSeconds(1).ToUnixTimeSeconds(), BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)));

    /// <summary>NB. Never zero, which OpenSSH cannot revoke.</summary>
    private static ulong Make(uint second, uint rest) => Math.Max(1, ((ulong)second << 32) | rest);

    /// <summary>From the first 48 bits of a version 7 UUID, milliseconds since 1970.</summary>
    private static uint SecondOf(GrantId grant)
    {
        Span<byte> bytes = stackalloc byte[16];
        grant.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (uint)((BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16) / 1000);
    }
}
