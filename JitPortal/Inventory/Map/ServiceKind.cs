namespace JitPortal.Inventory.Map;

/// <summary>
/// The six kinds of service that the map tells apart by a hue and a letter, by the name that Nmap gives the service. What is not named
/// here is of the last kind.
/// </summary>
internal static class ServiceKind
{
    private const int Other = 6;

    private static readonly string[][] Names =
    [
        ["http", "https", "http-proxy", "http-alt", "https-alt", "ipp", "upnp", "websocket", "sun-answerbook"],
        ["ssh", "telnet", "ms-wbt-server", "vnc", "vnc-http", "rlogin", "login", "shell", "x11", "winrm", "teamviewer"],
        [
            "postgresql",
            "mysql",
            "ms-sql-s",
            "oracle",
            "oracle-tns",
            "mongodb",
            "mongod",
            "redis",
            "memcached",
            "cassandra",
            "elasticsearch",
            "couchdb",
            "db2",
            "influxdb",
        ],
        [
            "ldap",
            "ldaps",
            "ldapssl",
            "kerberos-sec",
            "kpasswd5",
            "globalcatLDAP",
            "smtp",
            "smtps",
            "imap",
            "imaps",
            "pop3",
            "pop3s",
            "domain",
        ],
        [
            "modbus",
            "mbap",
            "s7",
            "iso-tsap",
            "bacnet",
            "dnp3",
            "dnp",
            "EtherNet-IP-2",
            "EtherNet-IP-1",
            "opcua-tcp",
            "iec-104",
            "fins",
            "codesys",
        ],
    ];

    private static readonly Dictionary<string, int> Kinds = Names
        .SelectMany((names, kind) => names.Select(name => (name, kind: kind + 1)))
        .ToDictionary(n => n.name, n => n.kind, StringComparer.OrdinalIgnoreCase);

    /// <summary>1 to 6: web, remote login, database, directory and mail, industrial, and all others.</summary>
    public static int Of(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return Other;
        var bare = name.StartsWith("ssl/", StringComparison.OrdinalIgnoreCase) ? name[4..] : name;
        return Kinds.GetValueOrDefault(bare, Other);
    }
}
