namespace JitPortal.Lab.Services;

/// <summary>The first step of RDP: the connection request is confirmed with "TLS, please"; a client that goes on is hung up on.</summary>
internal static class RemoteDesktop
{
    public static LabTalk Negotiating() =>
        async (peer, ct) =>
        {
            // TPKT (RFC 1006): version 3, reserved, length of the whole in two bytes.
            if (
                await peer.BlockAsync(4, ct) is not { } head
                || head[0] != 3
                || await peer.BlockAsync(((head[2] << 8) | head[3]) - 4, ct) is null
            )
                return;
            await peer.SendAsync(new byte[] { 3, 0, 0, 19, 14, 0xd0, 0, 0, 0x12, 0x34, 0, 2, 0x1f, 8, 0, 2, 0, 0, 0 }, ct);
            await peer.SomeAsync(ct);
        };
}
