using JitPortal.Enforcement.Model;

namespace JitPortal.Enforcement.Ssh;

/// <summary>What an operator puts on hosts and clients.</summary>
internal static class SshSnippets
{
    public static IReadOnlyList<Snippet> For(string point, SshSettings settings) =>
        [
            new("Let sshd trust the authority", "/etc/ssh/sshd_config.d/jitportal.conf on each host", SshdConfig),
            new("Who may log in as what", PrincipalsWhere(settings), Principals(settings)),
            new("Fetch the lists", "/usr/local/sbin/jitportal-ssh-fetch on each host, mode 0755", Fetch(point)),
            new(
                "Fetch them again and again",
                "/etc/systemd/system/jitportal-ssh-fetch.service on each host; then: systemctl enable --now jitportal-ssh-fetch",
                Service
            ),
            new(
                "The same without systemd",
                "/etc/cron.d/jitportal-ssh-fetch on each host; a certificate that is taken away works up to a minute longer",
                "* * * * * root /usr/local/sbin/jitportal-ssh-fetch\n"
            ),
            new(
                "Log in",
                "a person's shell",
                "dotnet JitPortal.dll ssh HOST --portal https://portal.example --token-file ~/.config/jitportal/token"
            ),
        ];

    private const string SshdConfig = """
        # Certificates of JitPortal. Both files are written by jitportal-ssh-fetch.
        TrustedUserCAKeys /etc/ssh/jitportal/ca.pub
        RevokedKeys /etc/ssh/jitportal/krl
        AuthorizedPrincipalsFile /etc/ssh/jitportal/principals/%u

        """;

    private const string Service = """
        [Unit]
        Description=Fetch what JitPortal's SSH authority trusts and revoked
        After=network-online.target
        StartLimitIntervalSec=0

        # The script ends when it has looked once; with nothing new, the portal lets it wait.
        [Service]
        ExecStart=/usr/local/sbin/jitportal-ssh-fetch
        Restart=always
        RestartSec=1

        [Install]
        WantedBy=multi-user.target

        """;

    private static string PrincipalsWhere(SshSettings settings) =>
        $"/etc/ssh/jitportal/principals/{settings.Networks[0].Account.Replace("{user}", "USER", StringComparison.Ordinal)} on each host, mode 0644";

    /// <summary>Each host lists its own address, so that a certificate for a neighbour does not get in.</summary>
    private static string Principals(SshSettings settings)
    {
        var first = settings.Networks[0];
        return string.Join(
                '\n',
                first.Principals.Select(p =>
                    p.Replace("{account}", first.Account, StringComparison.Ordinal)
                        .Replace("{user}", "USER", StringComparison.Ordinal)
                        .Replace("{address}", "ADDRESS-OF-THIS-HOST", StringComparison.Ordinal)
                        .Replace("{port}", "22", StringComparison.Ordinal)
                )
            ) + "\n";
    }

    /// <summary>
    /// NB. When the lists are too old the authority's file goes, not the list of revoked keys: without that list sshd refuses every key,
    /// the administrators' too.
    /// </summary>
    private static string Fetch(string point) =>
        $$"""
            #!/bin/sh
            # Fails closed: when nothing could be fetched for {{MostAge}} minutes, certificates of JitPortal are refused; other keys work on.
            set -u
            PORTAL=https://portal.example
            DIR=/etc/ssh/jitportal
            umask 022
            mkdir -p "$DIR" || exit 1
            rm -f "$DIR/krl.new" "$DIR/ca.new"
            # With the list that the portal has, it answers when there is another, or after half a minute.
            known=$(sha256sum "$DIR/krl" 2>/dev/null | cut -d ' ' -f 1)
            code=$(curl -sS --proto =https --max-time 40 -H "If-None-Match: \"$known\"" -o "$DIR/krl.new" -w '%{http_code}' "$PORTAL/ssh/{{point}}/krl?wait=1")
            case $code in
              200) ssh-keygen -Ql -f "$DIR/krl.new" >/dev/null && mv -f "$DIR/krl.new" "$DIR/krl" ;;
              304) : ;;
              *) false ;;
            esac &&
              curl -fsS --proto =https --max-time 10 -o "$DIR/ca.new" "$PORTAL/ssh/{{point}}/ca" && ssh-keygen -lf "$DIR/ca.new" >/dev/null &&
              mv -f "$DIR/ca.new" "$DIR/ca.pub" && touch "$DIR/fetched" && exit 0
            rm -f "$DIR/krl.new" "$DIR/ca.new"
            if [ -z "$(find "$DIR/fetched" -mmin -{{MostAge}} 2>/dev/null)" ]; then rm -f "$DIR/ca.pub"; fi
            sleep 5
            exit 1

            """;

    private const int MostAge = 5;
}
