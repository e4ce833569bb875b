using System.Text.RegularExpressions;
using JitPortal.Shared;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary><see cref="PostgresRolesOptions"/> after reading.</summary>
internal sealed partial record PostgresRolesSettings(
    string Prefix,
    IReadOnlyList<string> TemplateRoles,
    int ConnectionLimit,
    string OwnedObjectsTo,
    IReadOnlyList<PostgresServer> Servers
)
{
    /// <summary>The settings, or every problem in them at once.</summary>
    public static Outcome<PostgresRolesSettings> Read(PostgresRolesOptions options, string path)
    {
        var problems = new List<Problem>();
        if (!PrefixShape().IsMatch(options.Prefix))
            Wrong(
                "Prefix",
                $"“{options.Prefix}” must be 3 to 24 small letters, digits and underscores, beginning with a letter and ending in an underscore"
            );
        if (options.ConnectionLimit is < 1 or > 1000)
            Wrong("ConnectionLimit", "must be between 1 and 1000");
        if (options.TemplateRoles.Count == 0 || options.TemplateRoles.Any(t => !IsName(t)))
            Wrong("TemplateRoles", "must name at least one role, of 1 to 63 characters; without one a temporary role could do nothing");
        if (!IsName(options.OwnedObjectsTo))
            Wrong("OwnedObjectsTo", "must name the role that gets what temporary roles leave behind");
        // NB. Every role that begins with the prefix is removed when no grant explains it.
        foreach (var name in options.TemplateRoles.Append(options.OwnedObjectsTo).Concat(options.Servers.Select(s => s.UserName)))
            if (name.StartsWith(options.Prefix, StringComparison.Ordinal))
                Wrong("Prefix", $"“{options.Prefix}” is how the role “{name}” of the settings begins too; the portal would remove it");
        if (options.Servers.Count == 0)
            Wrong("Servers", "must hold at least one server");
        var servers = options.Servers.Select((server, at) => ReadServer(server, $"{path}:Servers:{at}", problems)).ToList();
        foreach (var twice in servers.OfType<PostgresServer>().SelectMany(s => s.Guards).GroupBy(g => g).Where(g => g.Count() > 1))
            Wrong("Servers", $"{twice.Key} is guarded twice");
        return problems.Count > 0
            ? Refusal.Invalid("postgres-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems)
            : new PostgresRolesSettings(
                options.Prefix,
                options.TemplateRoles,
                options.ConnectionLimit,
                options.OwnedObjectsTo,
                [.. servers.OfType<PostgresServer>()]
            );

        void Wrong(string key, string what) => problems.Add(new Problem($"{path}:{key}", $"{path}:{key} {what}."));
    }

    private static PostgresServer? ReadServer(PostgresServerOptions server, string path, List<Problem> problems)
    {
        var before = problems.Count;
        var guards = new List<Endpoint>();
        foreach (var text in server.Guards)
        {
            if (Endpoint.TryParse(text, out var guard) && guard is { Protocol: TransportProtocol.Tcp, Port: > 0 })
                guards.Add(guard);
            else
                Wrong("Guards", $"“{text}” is not an address and port such as 10.0.0.7:5432");
        }

        if (server.Guards.Count == 0)
            Wrong("Guards", "must name the service that this server is, such as 10.0.0.7:5432");
        if (Uri.CheckHostName(server.Host) == UriHostNameType.Unknown)
            Wrong("Host", $"“{server.Host}” is not a host name or address");
        if (server.Port is < 1 or > 65535)
            Wrong("Port", "must be between 1 and 65535");
        if (!IsName(server.UserName))
            Wrong("UserName", "must name the portal's own role there");
        if (!Path.IsPathFullyQualified(server.PasswordFile))
            Wrong("PasswordFile", "must be the full path of a file that holds the portal's password there");
        // NB. “Prefer” and “Allow” would let anybody on the way talk the portal out of TLS.
        if (
            !Enum.TryParse<SslMode>(server.SslMode, ignoreCase: true, out var mode)
            || mode is not (SslMode.Disable or SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull)
        )
            Wrong("SslMode", $"“{server.SslMode}” must be VerifyFull, VerifyCA, Require or Disable");
        if (server.Databases.Count == 0 || server.Databases.Any(d => !IsName(d)))
            Wrong("Databases", "must name at least one database");
        return problems.Count > before
            ? null
            : new PostgresServer(
                guards,
                server.Host,
                server.Port,
                server.UserName,
                server.PasswordFile,
                mode,
                server.RootCertificate,
                server.Databases
            );

        void Wrong(string key, string what) => problems.Add(new Problem($"{path}:{key}", $"{path}:{key} {what}."));
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 63 && !name.Contains('\0', StringComparison.Ordinal);

    [GeneratedRegex("^[a-z][a-z0-9_]{1,22}_\\z")]
    private static partial Regex PrefixShape();
}
