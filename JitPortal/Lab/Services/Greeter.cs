namespace JitPortal.Lab.Services;

/// <summary>
/// The protocols in which the server speaks first and then answers line by line: SMTP, FTP, POP3, IMAP, rsync, Telnet.
/// None of them lets anybody in.
/// </summary>
internal static class Greeter
{
    public static LabTalk Smtp(string host) =>
        (peer, ct) =>
            DialogueAsync(
                peer,
                $"220 {host} ESMTP Postfix (Debian/GNU)\r\n",
                line =>
                    Verb(line) switch
                    {
                        "EHLO" => $"250-{host}\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250-STARTTLS\r\n250 8BITMIME\r\n",
                        "HELO" => $"250 {host}\r\n",
                        "NOOP" or "RSET" => "250 2.0.0 Ok\r\n",
                        "QUIT" => "221 2.0.0 Bye\r\n",
                        "MAIL" or "RCPT" or "DATA" => "554 5.7.1 This is a demo: no mail is taken here.\r\n",
                        _ => "502 5.5.2 Error: command not recognized\r\n",
                    },
                ct
            );

    public static LabTalk Ftp() =>
        (peer, ct) =>
            DialogueAsync(
                peer,
                "220 (vsFTPd 3.0.3)\r\n",
                line =>
                    Verb(line) switch
                    {
                        "USER" => "331 Please specify the password.\r\n",
                        "PASS" => "530 Login incorrect.\r\n",
                        "SYST" or "FEAT" or "HELP" or "STAT" => "530 Please login with USER and PASS.\r\n",
                        "QUIT" => "221 Goodbye.\r\n",
                        _ => "530 Please login with USER and PASS.\r\n",
                    },
                ct
            );

    public static LabTalk Pop3() =>
        (peer, ct) =>
            DialogueAsync(
                peer,
                "+OK Dovecot (Debian) ready.\r\n",
                line =>
                    Verb(line) switch
                    {
                        "CAPA" => "+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nUSER\r\n.\r\n",
                        "USER" => "+OK\r\n",
                        "PASS" => "-ERR [AUTH] Authentication failed.\r\n",
                        "QUIT" => "+OK Logging out\r\n",
                        _ => "-ERR Unknown command.\r\n",
                    },
                ct
            );

    public static LabTalk Imap() =>
        (peer, ct) =>
            DialogueAsync(
                peer,
                "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ AUTH=PLAIN] Dovecot (Debian) ready.\r\n",
                line =>
                    line.Split(' ', 3) is [var tag, var verb, ..]
                        ? verb.ToUpperInvariant() switch
                        {
                            "CAPABILITY" => $"* CAPABILITY IMAP4rev1 ID ENABLE IDLE\r\n{tag} OK Capability completed.\r\n",
                            "LOGOUT" => $"* BYE Logging out\r\n{tag} OK Logout completed.\r\n",
                            "LOGIN" or "AUTHENTICATE" => $"{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n",
                            _ => $"{tag} BAD Error in IMAP command received by server.\r\n",
                        }
                        : "* BAD Error in IMAP command received by server.\r\n",
                ct
            );

    public static LabTalk Rsync() =>
        (peer, ct) =>
            DialogueAsync(
                peer,
                "@RSYNCD: 31.0\n",
                line =>
                    line.StartsWith("@RSYNCD", StringComparison.Ordinal)
                        ? ""
                        : "backup         \tNightly copies (demo, nothing in it)\n@RSYNCD: EXIT\n",
                ct
            );

    private static string Verb(string line) => line.Split(' ', 2)[0].ToUpperInvariant();

    private static async Task DialogueAsync(Stream peer, string greeting, Func<string, string> answer, CancellationToken ct)
    {
        await peer.SayAsync(greeting, ct);
        for (var lines = 0; lines < 100 && await peer.LineAsync(ct) is { } line; lines++)
        {
            var reply = answer(line);
            await peer.SayAsync(reply, ct);
            if (
                Verb(line) is "QUIT"
                || reply.Contains("LOGOUT", StringComparison.OrdinalIgnoreCase)
                || reply.EndsWith("EXIT\n", StringComparison.Ordinal)
            )
                return;
        }
    }
}
