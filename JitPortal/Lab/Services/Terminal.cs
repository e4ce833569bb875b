namespace JitPortal.Lab.Services;

/// <summary>Telnet: the option requests of a Linux telnetd, a log-in prompt, and no account.</summary>
internal static class Terminal
{
    // IAC DO terminal type, DO terminal speed, DO X display location, DO new environment.
    private static readonly byte[] Options = [0xff, 0xfd, 0x18, 0xff, 0xfd, 0x20, 0xff, 0xfd, 0x23, 0xff, 0xfd, 0x27];

    public static LabTalk Login(string host) =>
        async (peer, ct) =>
        {
            await peer.SendAsync(Options, ct);
            if (await peer.SomeAsync(ct) is null)
                return;
            for (var tries = 0; tries < 3; tries++)
            {
                await peer.SayAsync($"\r\n{host} login: ", ct);
                if (await peer.LineAsync(ct) is null)
                    return;
                await peer.SayAsync("Password: ", ct);
                if (await peer.LineAsync(ct) is null)
                    return;
                await peer.SayAsync("\r\nLogin incorrect\r\n", ct);
            }
        };
}
