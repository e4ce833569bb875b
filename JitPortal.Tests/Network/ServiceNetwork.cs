using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Network;

/// <summary>A portal whose gateway has a public name of both address families, before real services of many kinds.</summary>
public abstract class ServiceNetwork(bool tls) : IAsyncLifetime
{
    public const string PublicHost = "gate.example.org";
    public const string ShopHost = "shop.example.org";
    public const int OnePort = 7200;

    internal PortalNetwork Lab { get; private set; } = null!;

    /// <summary>Key and certificate of the services; of the one port too.</summary>
    internal string Certificate => Lab.At("cert.pem");

    private string PostgresFolder => $"{Lab.Folder}-postgresql";

    public static bool Has(string program) => ChildProgram.Find(program) is not null;

    public async ValueTask InitializeAsync()
    {
        Lab = PortalNetwork.Create(["ncat", "curl", "openssl", .. tls ? new[] { "socat" } : []]);
        await WriteCertificateAsync();
        var hosts = $"127.0.0.1 localhost\n{PortalNetwork.Router6} {PublicHost}\n{PortalNetwork.Router} {PublicHost}\n";
        Lab.Net.Etc("person", "hosts", hosts);
        Lab.Net.Etc("router", "hosts", hosts);
        // The person trusts the gateway's authority; everything else that lies in that folder is hidden.
        Lab.Net.Etc("person", "ssl/certs/ca-certificates.crt", await File.ReadAllTextAsync(Certificate));
        Lab.Net.Etc("person", "ssl/openssl.cnf", "");
        var hash = (await Lab.Net.ShellAsync("person", $"openssl x509 -noout -hash -in {Certificate}")).Output.Trim();
        Lab.Net.Etc("person", $"ssl/certs/{hash}.0", await File.ReadAllTextAsync(Certificate));
        Lab.Settings["Gateway:PublicHost"] = PublicHost;
        Lab.Settings["Gateway:ConnectPort"] = $"{OnePort}";
        if (tls)
            Lab.Settings["Gateway:ConnectCertificate"] = Certificate;
        await ServeAsync();
        await Lab.StartAsync(
            "rules: [{ name: all, decision: allow }]",
            new(22, "ssh"),
            new(53, "domain"),
            new(389, "ldap"),
            new(3306, "mysql"),
            new(5432, "postgresql"),
            new(6379, "redis"),
            new(6380, "redis", Tls: true),
            new(6381, "weird", Tls: true),
            new(8080, "http"),
            new(8443, "http", Tls: true, HostName: ShopHost),
            new(9998, "echo"),
            new(6379, "redis", Address: PortalNetwork.Server6),
            new(8080, "http", Address: PortalNetwork.Server6),
            new(9998, "echo", Address: PortalNetwork.Server6)
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Lab.DisposeAsync();
        if (Directory.Exists(PostgresFolder))
            await TemporaryFolder.DeleteAsync(PostgresFolder);
        GC.SuppressFinalize(this);
    }

    private async Task ServeAsync()
    {
        var net = Lab.Net;
        var page = Lab.At("page");
        await File.WriteAllTextAsync(
            page,
            "#!/bin/sh\nread -r line\nprintf 'HTTP/1.0 200 OK\\r\\nContent-Length: 5\\r\\n\\r\\npage\\n'\nsleep 1\n"
        );
#pragma warning disable CA1416 // Not reached on Windows.
        File.SetUnixFileMode(page, UnixFileMode.UserRead | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        foreach (var address in new[] { PortalNetwork.Server, PortalNetwork.Server6 })
        {
            net.Serve("server", "ncat", "-l", "-k", address, "9998", "--exec", "/bin/cat");
            net.Serve("server", "ncat", "-l", "-k", address, "8080", "--exec", page);
        }

        net.Serve(
            "server",
            "ncat",
            "-l",
            "-k",
            PortalNetwork.Server,
            "8443",
            "--exec",
            page,
            "--ssl",
            "--ssl-cert",
            Certificate,
            "--ssl-key",
            Certificate
        );
        if (Has("redis-server"))
        {
            string[] quiet =
            [
                "--protected-mode",
                "no",
                "--save",
                "",
                "--dir",
                Lab.Folder,
                "--bind",
                PortalNetwork.Server,
                PortalNetwork.Server6,
            ];
            net.Serve("server", "redis-server", ["--port", "6379", .. quiet]);
            foreach (var port in new[] { "6380", "6381" })
                net.Serve(
                    "server",
                    "redis-server",
                    [
                        "--port",
                        "0",
                        "--tls-port",
                        port,
                        "--tls-cert-file",
                        Certificate,
                        "--tls-key-file",
                        Certificate,
                        "--tls-ca-cert-file",
                        Certificate,
                        "--tls-auth-clients",
                        "no",
                        .. quiet,
                    ]
                );
        }

        if (Has("mariadbd") && Has("mariadb-install-db"))
        {
            await Lab.Net.ShellAsync(
                "server",
                $"mariadb-install-db --no-defaults --user=root --datadir={Lab.At("mysql")} --skip-test-db",
                seconds: 90
            );
            net.Serve(
                "server",
                "mariadbd",
                "--no-defaults",
                "--user=root",
                $"--datadir={Lab.At("mysql")}",
                $"--socket={Lab.At("mysql.sock")}",
                "--port=3306",
                $"--bind-address={PortalNetwork.Server}",
                "--skip-grant-tables"
            );
        }

        if (PostgresPrograms.Newest() is { } bin)
        {
            // It refuses to run as root, and only root sees the lab's folder.
            Directory.CreateDirectory(PostgresFolder);
            await PostgresPrograms.RunAsync("chown", "postgres", PostgresFolder);
            await PostgresPrograms.AsServerAsync(
                Path.Combine(bin, "initdb"),
                "-D",
                PostgresFolder,
                "-A",
                "trust",
                "-U",
                "postgres",
                "--no-sync"
            );
            await File.AppendAllTextAsync(Path.Combine(PostgresFolder, "pg_hba.conf"), "host all all all trust\n");
            net.Serve(
                "server",
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--clear-groups",
                Path.Combine(bin, "postgres"),
                "-D",
                PostgresFolder,
                "-c",
                $"listen_addresses={PortalNetwork.Server}",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"
            );
        }

        if (Has("dnsmasq"))
            net.Serve(
                "server",
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--user=root",
                "--no-resolv",
                "--no-hosts",
                "--pid-file=",
                "--bind-interfaces",
                "--address=/db.example.org/10.9.9.9",
                $"--listen-address={PortalNetwork.Server}"
            );
        if (Has("slapd"))
        {
            Directory.CreateDirectory(Lab.At("ldap"));
            await File.WriteAllTextAsync(
                Lab.At("slapd.conf"),
                $"include /etc/ldap/schema/core.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\ndatabase mdb\nsuffix \"dc=example,dc=org\"\ndirectory {Lab.At("ldap")}\n"
            );
            net.Serve("server", "slapd", "-d", "0", "-f", Lab.At("slapd.conf"), "-h", $"ldap://{PortalNetwork.Server}:389/");
        }

        if (Has("sshd"))
        {
            await Lab.Net.ShellAsync(
                "server",
                $"ssh-keygen -q -t ed25519 -N '' -f {Lab.At("host")}; ssh-keygen -q -t ed25519 -N '' -f {Lab.At("own")}; cp {Lab.At("own.pub")} {Lab.At("authorized")}; mkdir -p /run/sshd"
            );
            await File.WriteAllTextAsync(
                Lab.At("known_hosts"),
                $"{PortalNetwork.Server} {await File.ReadAllTextAsync(Lab.At("host.pub"))}"
            );
            // SHLVL: bash under sshd would run the start-up file of whoever runs the tests, which may do anything.
            net.Serve(
                "server",
                "/usr/sbin/sshd",
                "-D",
                "-f",
                "/dev/null",
                "-h",
                Lab.At("host"),
                "-o",
                $"ListenAddress={PortalNetwork.Server}:22",
                "-o",
                $"AuthorizedKeysFile={Lab.At("authorized")}",
                "-o",
                "StrictModes=no",
                "-o",
                "PidFile=none",
                "-o",
                "PermitRootLogin=yes",
                "-o",
                "SetEnv=SHLVL=5"
            );
        }
    }

    private async Task WriteCertificateAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={PublicHost}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(PublicHost);
        names.AddDnsName(ShopHost);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        await File.WriteAllTextAsync(Certificate, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }
}

/// <summary>Tokens cross the one port in the clear.</summary>
public sealed class PlainServiceNetwork() : ServiceNetwork(tls: false);

/// <summary>The one port speaks TLS.</summary>
public sealed class TlsServiceNetwork() : ServiceNetwork(tls: true);
