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
        new("Fetch them often: the service", "/etc/systemd/system/jitportal-ssh-fetch.service on each host", Service),
        new("Fetch them often: the timer", "/etc/systemd/system/jitportal-ssh-fetch.timer on each host; then: systemctl enable --now jitportal-ssh-fetch.timer", Timer),
        new("Log in", "a person's shell", "dotnet JitPortal.dll ssh HOST --portal https://portal.example --token-file ~/.config/jitportal/token"),
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

        [Service]
        Type=oneshot
        ExecStart=/usr/local/sbin/jitportal-ssh-fetch

        """;

    private const string Timer = """
        [Timer]
        OnBootSec=5s
        OnUnitActiveSec=15s
        AccuracySec=1s

        [Install]
        WantedBy=timers.target

        """;

    private static string PrincipalsWhere(SshSettings settings) =>
        $"/etc/ssh/jitportal/principals/{settings.Networks[0].Account.Replace("{user}", "USER", StringComparison.Ordinal)} on each host, mode 0644";

    /// <summary>Each host lists its own address, so that a certificate for a neighbour does not get in.</summary>
    private static string Principals(SshSettings settings)
    {
        var first = settings.Networks[0];
        return string.Join('\n', first.Principals.Select(p => p
            .Replace("{account}", first.Account, StringComparison.Ordinal)
            .Replace("{user}", "USER", StringComparison.Ordinal)
            .Replace("{address}", "ADDRESS-OF-THIS-HOST", StringComparison.Ordinal)
            .Replace("{port}", "22", StringComparison.Ordinal))) + "\n";
    }

    /// <summary>
    /// NB. When the lists are too old the authority's file goes, not the list of revoked keys: without that list sshd refuses every key,
    /// the administrators' too.
    /// </summary>
    private static string Fetch(string point) => $$"""
        #!/bin/sh
        # Fails closed: when nothing could be fetched for {{MostAge}} minutes, certificates of JitPortal are refused; other keys work on.
        set -u
        PORTAL=https://portal.example
        DIR=/etc/ssh/jitportal
        umask 022
        mkdir -p "$DIR" || exit 1
        get() { curl -fsS --proto =https --max-time 10 -o "$DIR/$1.new" "$PORTAL/ssh/{{point}}/$1"; }
        if get krl && get ca && ssh-keygen -Ql -f "$DIR/krl.new" >/dev/null && ssh-keygen -lf "$DIR/ca.new" >/dev/null; then
          mv -f "$DIR/krl.new" "$DIR/krl" && mv -f "$DIR/ca.new" "$DIR/ca.pub" && touch "$DIR/fetched"
          exit
        fi
        rm -f "$DIR/krl.new" "$DIR/ca.new"
        if [ -z "$(find "$DIR/fetched" -mmin -{{MostAge}} 2>/dev/null)" ]; then rm -f "$DIR/ca.pub"; fi
        exit 1

        """;

    private const int MostAge = 5;
}
