using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>Accounts and principals from templates and a person's e-mail address.</summary>
internal static partial class AccountName
{
    /// <summary>
    /// Accounts that systems come with. NB. Whoever may choose an e-mail address must not become one of them by calling themselves so; a
    /// template that names one outright is the operator's word and is taken.
    /// </summary>
    private static readonly HashSet<string> System = new(StringComparer.Ordinal)
    {
        "root",
        "toor",
        "daemon",
        "bin",
        "sys",
        "sync",
        "games",
        "man",
        "lp",
        "mail",
        "news",
        "uucp",
        "proxy",
        "www-data",
        "backup",
        "list",
        "irc",
        "nobody",
        "sshd",
        "messagebus",
        "ntp",
        "postgres",
        "mysql",
        "git",
        "admin",
        "ubuntu",
        "debian",
        "ec2-user",
        "centos",
        "wheel",
        "sudo",
        "jit",
        "jitportal",
        "operator",
        "halt",
        "shutdown",
        "adm",
    };

    /// <summary>The part before the @, in lower case. NB. Refused and never repaired: repairing "ro!ot" would make somebody else of it.</summary>
    public static Outcome<string> UserOf(string holder)
    {
        var at = holder.IndexOf('@', StringComparison.Ordinal);
        var user = (at < 0 ? holder : holder[..at]).ToLowerInvariant();
        if (!Plain().IsMatch(user))
            return Refusal.Invalid(
                "ssh-account",
                "The part before the @ of the person's e-mail address makes no account name (small letters, digits, dot, hyphen and underscore; at most 32; a letter or digit first). Use a fixed Account for this network."
            );
        return System.Contains(user) || user.StartsWith("systemd-", StringComparison.Ordinal)
            ? Refusal.Invalid(
                "ssh-account",
                $"The person's e-mail address would make the account “{user}”, which systems use themselves. Use a fixed Account for this network."
            )
            : user;
    }

    /// <summary>The account on the host, and the names in the certificate.</summary>
    public static Outcome<(string Account, IReadOnlyList<string> Principals)> For(SshNetwork network, string holder, Endpoint service)
    {
        var user = "";
        if (network.Principals.Append(network.Account).Any(t => t.Contains("{user}", StringComparison.Ordinal)))
        {
            var named = UserOf(holder);
            if (!named.Ok)
                return named.Refusal;
            user = named.Value;
        }

        var account = network.Account.Replace("{user}", user, StringComparison.Ordinal);
        return (account, [.. network.Principals.Select(Fill).Distinct(StringComparer.Ordinal)]);

        string Fill(string template) =>
            template
                .Replace("{account}", account, StringComparison.Ordinal)
                .Replace("{user}", user, StringComparison.Ordinal)
                .Replace("{address}", service.Address.ToString(), StringComparison.Ordinal)
                .Replace(
                    "{port}",
                    service.Port.ToString(global::System.Globalization.CultureInfo.InvariantCulture),
                    StringComparison.Ordinal
                );
    }

    public static bool IsAccountTemplate(string template) => Plain().IsMatch(template.Replace("{user}", "u", StringComparison.Ordinal));

    public static bool IsPrincipalTemplate(string template) => PrincipalTemplate().IsMatch(template);

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,31}$(?!\n)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(
        "^(?:[A-Za-z0-9._@:+-]|\\{account\\}|\\{user\\}|\\{address\\}|\\{port\\}){1,128}$(?!\n)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PrincipalTemplate();
}
