namespace JitPortal.Lab.Services;

/// <summary>VNC (RFC 6143) as far as the choice of security types, where it says that there is nothing to see.</summary>
internal static class ScreenShare
{
    public static LabTalk Greeting() =>
        async (peer, ct) =>
        {
            await peer.SayAsync("RFB 003.008\n", ct);
            if (await peer.LineAsync(ct) is null)
                return;
            var reason = "This is a demo: there is no screen here."u8.ToArray();
            await peer.SendAsync(
                new byte[] { 0, 0, 0, 0, (byte)reason.Length }
                    .Concat(reason)
                    .ToArray(),
                ct
            );
        };
}
