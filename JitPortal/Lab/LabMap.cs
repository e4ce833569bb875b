using JitPortal.Lab.Services;

namespace JitPortal.Lab;

/// <summary>The demo network: who stands where and serves what. Every name and machine in it is invented.</summary>
internal static class LabMap
{
    /// <summary>
    /// Hosts stand on the first 32 addresses of each network. Loopback answers on every address, so the lab asks to be scanned
    /// no wider than where something can stand.
    /// </summary>
    public const byte LastHost = 31;

    public static IReadOnlyList<LabNetwork> Networks(TimeProvider clock) =>
        [
            new(
                1,
                "Core",
                new(2, "gw-core-01", Ssh(), Https("gw-core-01", clock)),
                new(5, "ldap-01", Ssh(), new(389, 1389, DirectoryServer.Anonymous())),
                new(
                    7,
                    "mail-01",
                    new(25, 2525, Greeter.Smtp("mail-01.lab.example")),
                    new(110, 1110, Greeter.Pop3()),
                    new(143, 1143, Greeter.Imap())
                ),
                new(12, "jump-01", Ssh()),
                new(20, "ticker-01", new LabService(7007, Ticker.Ticking(clock)))
            ),
            new(
                4,
                "Databases",
                new(3, "db-orders-01", Ssh(), Postgres("15.6")),
                new(4, "db-orders-02", Ssh(), Postgres("15.6")),
                new(9, "db-billing-01", Ssh(), new LabService(3306, MySqlLike.Serving("8.0.36"))),
                new(
                    14,
                    "db-legacy-01",
                    new LabService(1433, SqlServerLike.Serving(15, 4345)),
                    new LabService(3389, RemoteDesktop.Negotiating())
                ),
                new(17, "cache-01", new LabService(6379, RedisLike.Serving("7.2.4"))),
                new(18, "cache-02", new LabService(11211, TextCache.Serving("1.6.24", clock))),
                new(26, "db-catalog-01", Ssh(), new LabService(27017, Mongo.Serving("6.0.14")))
            ),
            new(
                8,
                "App servers",
                new(2, "web-01", Ssh(), Http(clock, "Orders", "Server: nginx/1.24.0")),
                new(3, "web-02", Ssh(), Http(clock, "Orders", "Server: nginx/1.24.0"), Https("web-02", clock)),
                new(
                    6,
                    "build-01",
                    Ssh(),
                    new LabService(8080, Web.Site(clock, "Dashboard [Jenkins]", "X-Jenkins: 2.426.3", "Server: Jetty(10.0.18)"))
                ),
                new(11, "docker-01", Ssh(), new LabService(2375, ContainerApi.Docker(clock))),
                new(12, "kube-01", Ssh(), new LabService(6443, Tls.Over(ContainerApi.Kubernetes(clock), "kube-01", clock))),
                new(19, "queue-01", new LabService(5672, Messaging.Amqp()), new LabService(1883, Messaging.Mqtt())),
                new(23, "search-01", new LabService(9200, ContainerApi.Search(clock))),
                new(28, "metrics-01", new LabService(3000, Web.Site(clock, "Grafana", "Server: nginx/1.22.1")))
            ),
            new(
                16,
                "Office",
                new(
                    4,
                    "print-02",
                    new LabService(631, 8631, Web.Site(clock, "Home - CUPS 2.4.2", "Server: CUPS/2.4 IPP/2.1")),
                    new LabService(9100, Web.Site(clock, "Printer"))
                ),
                new(10, "desk-10", new LabService(3389, RemoteDesktop.Negotiating())),
                new(13, "desk-13", new LabService(5900, ScreenShare.Greeting())),
                new(14, "wiki-01", Http(clock, "Wiki", "Server: Apache/2.4.57 (Debian)"))
            ),
            new(
                32,
                "Plant floor",
                new(2, "plc-01", new LabService(502, 1502, Modbus.ReadOnly())),
                new(3, "plc-02", new LabService(502, 1502, Modbus.ReadOnly()), new LabService(23, 2323, Terminal.Login("plc-02"))),
                new(9, "hmi-01", new LabService(5900, ScreenShare.Greeting()), Http(clock, "Line 3", "Server: lighttpd/1.4.69")),
                new(15, "historian-01", Ssh(), Postgres("15.6"))
            ),
            new(
                40,
                "Backup",
                new(
                    5,
                    "nas-01",
                    new LabService(873, 1873, Greeter.Rsync()),
                    new LabService(21, 2121, Greeter.Ftp()),
                    Https("nas-01", clock)
                ),
                new(6, "vault-01", Ssh())
            ),
        ];

    private static LabService Ssh() => new(22, 2222, SecureShell.Banner("OpenSSH_9.2p1 Debian-2+deb12u3"));

    private static LabService Http(TimeProvider clock, string title, string server) => new(80, 8080, Web.Site(clock, title, server));

    private static LabService Https(string name, TimeProvider clock) =>
        new(443, 8443, Tls.Over(Web.Site(clock, name, "Server: nginx/1.24.0"), $"{name}.lab.example", clock));

    private static LabService Postgres(string version) => new(5432, PostgresLike.Serving(version));
}
