using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using JitPortal.Lab;

namespace JitPortal.Tests.Lab;

public sealed class LabServicesTests(LabFixture lab) : IClassFixture<LabFixture>
{
    [Fact]
    public void Map_Everything_IsOnLoopbackAndInItsRange()
    {
        foreach (var network in LabMap.Networks(TimeProvider.System))
        {
            var range = lab.Options.RangeOf(network);
            Assert.All(network.Hosts, host => Assert.True(range.Contains(lab.Options.AddressOf(network, host.Number)), host.Name));
            Assert.True(IPAddress.IsLoopback(lab.Options.AddressOf(network, 0)));
        }
    }

    [Fact]
    public void Map_EveryPort_IsOneThatTheStandardProfileAsks()
    {
        var asked = JitPortal.Scanning.StandardPorts.List.Split(',').ToHashSet(StringComparer.Ordinal);
        foreach (var service in LabMap.Networks(TimeProvider.System).SelectMany(n => n.Hosts).SelectMany(h => h.Services))
            Assert.True(
                asked.Contains($"{service.Port}") && asked.Contains($"{service.HighPort}"),
                $"{service.Port} or {service.HighPort} is not asked"
            );
    }

    [Fact]
    public void Start_AllServices_Listen() =>
        Assert.Equal(LabMap.Networks(TimeProvider.System).Sum(n => n.Hosts.Sum(h => h.Services.Length)), lab.Listening.Count);

    [Theory]
    [InlineData("1.2", 22, 2222, "ssh OpenSSH 9.2p1")]
    [InlineData("1.2", 443, 8443, "ssl|http nginx 1.24.0")]
    [InlineData("1.5", 389, 1389, "ldap (Anonymous bind OK)")]
    [InlineData("1.7", 25, 2525, "smtp Postfix smtpd")]
    [InlineData("1.7", 110, 1110, "pop3 Dovecot pop3d")]
    [InlineData("1.7", 143, 1143, "imap Dovecot imapd")]
    [InlineData("1.20", 7007, 7007, "daytime")]
    [InlineData("4.3", 5432, 5432, "postgresql PostgreSQL DB 15")]
    [InlineData("4.9", 3306, 3306, "mysql MySQL 8.0.36")]
    [InlineData("4.14", 1433, 1433, "ms-sql-s Microsoft SQL Server 2019 15.00.4345")]
    [InlineData("4.14", 3389, 3389, "ms-wbt-server Microsoft Terminal Services")]
    [InlineData("4.17", 6379, 6379, "redis Redis key-value store 7.2.4")]
    [InlineData("4.18", 11211, 11211, "memcached Memcached 1.6.24")]
    [InlineData("4.26", 27017, 27017, "mongodb MongoDB 6.0.14")]
    [InlineData("8.2", 80, 8080, "http nginx 1.24.0")]
    [InlineData("8.6", 8080, 8080, "http Jetty 10.0.18")]
    [InlineData("8.11", 2375, 2375, "docker Docker remote API 24.0.7")]
    [InlineData("8.12", 6443, 6443, "ssl|http Kubernetes master node httpd")]
    [InlineData("8.19", 5672, 5672, "amqp Advanced Message Queue Protocol")]
    [InlineData("8.23", 9200, 9200, "http Elasticsearch REST API 8.12.2")]
    [InlineData("16.13", 5900, 5900, "vnc VNC")]
    [InlineData("16.14", 80, 8080, "http Apache httpd 2.4.57")]
    [InlineData("32.3", 23, 2323, "telnet Linux telnetd")]
    [InlineData("40.5", 21, 2121, "ftp vsftpd 3.0.3")]
    [InlineData("40.5", 873, 1873, "rsync (protocol version 31)")]
    public void Nmap_VersionScan_RecognisesTheService(string host, int port, int highPort, string expected)
    {
        Assert.SkipUnless(lab.Recognised is not null, "Nmap is not installed.");
        var address = $"127.{lab.Options.Prefix}.{host}";
        var seen = lab.Recognised!.GetValueOrDefault($"{address}:{port}") ?? lab.Recognised!.GetValueOrDefault($"{address}:{highPort}");
        Assert.StartsWith(expected, seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_PingEchoAndUnknown_AreAnswered()
    {
        using var socket = await lab.ConnectAsync(4, 17, 6379, 6379);
        Assert.Equal("+PONG\r\n", await AskAsync(socket, "*1\r\n$4\r\nPING\r\n"));
        Assert.Equal("$5\r\nhello\r\n", await AskAsync(socket, "*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n"));
        Assert.StartsWith("-ERR unknown command", await AskAsync(socket, "*1\r\n$5\r\nWHAT?\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_HugeBlock_IsHungUpOn()
    {
        using var socket = await lab.ConnectAsync(4, 17, 6379, 6379);
        Assert.Equal("", await AskAsync(socket, "*1\r\n$999999999\r\n"));
    }

    [Fact]
    public async Task Postgres_SslThenStartupThenQuery_AnswersOneRow()
    {
        using var socket = await lab.ConnectAsync(4, 3, 5432, 5432);
        Assert.Equal("N", await AskAsync(socket, [0, 0, 0, 8, 4, 210, 22, 47]));
        byte[] startup = [0, 3, 0, 0, .. "user\0ann\0\0"u8];
        var welcome = await AskAsync(socket, [.. Number(startup.Length + 4), .. startup]);
        Assert.Contains("server_version\u000015.6", welcome, StringComparison.Ordinal);
        byte[] query = [.. "select 1\0"u8];
        Assert.Contains(
            "You are connected",
            await AskAsync(socket, [(byte)'Q', .. Number(query.Length + 4), .. query]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Ssh_AfterTheBanner_SendsKeyExchangeThenSaysWhyItLeaves()
    {
        using var socket = await lab.ConnectAsync(1, 12, 22, 2222);
        Assert.StartsWith("SSH-2.0-OpenSSH_9.2p1", await AskAsync(socket, ""), StringComparison.Ordinal);
        var init = await AskAsync(socket, "SSH-2.0-Test\r\n");
        Assert.Equal((char)20, init[5]);
        Assert.Equal(init.Length, BinaryPrimitives.ReadInt32BigEndian(Encoding.Latin1.GetBytes(init)) + 4);
        Assert.Contains("demo host", await AskAsync(socket, "anything"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_Page_HasATitleBehindACertificate()
    {
        using var socket = await lab.ConnectAsync(8, 3, 443, 8443);
        await using var tls = new SslStream(
            new NetworkStream(socket),
            false,
            (_, certificate, _, _) => certificate!.Subject.Contains("JitPortal lab", StringComparison.Ordinal)
        );
        await tls.AuthenticateAsClientAsync("web-02.lab.example");
        await tls.WriteAsync("GET / HTTP/1.1\r\nHost: web-02\r\nConnection: close\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(tls);
        Assert.Contains("<title>web-02</title>", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modbus_ReadRegisters_AnswersAndRefusesToWrite()
    {
        using var socket = await lab.ConnectAsync(32, 2, 502, 1502);
        Assert.Equal("\0\a\0\0\0\a\u0001\u0003\u0004\0\u000a\0\u000b", await AskAsync(socket, [0, 7, 0, 0, 0, 6, 1, 3, 0, 10, 0, 2]));
        Assert.Equal("\0\b\0\0\0\u0003\u0001\u0086\u0001", await AskAsync(socket, [0, 8, 0, 0, 0, 6, 1, 6, 0, 10, 0, 2]));
    }

    [Fact]
    public async Task Ticker_WithoutAsking_SpeaksEachSecondAndEchoes()
    {
        using var socket = await lab.ConnectAsync(1, 20, 7007, 7007);
        using var reader = new StreamReader(new NetworkStream(socket));
        var lines = new List<string>();
        await socket.SendAsync("hello\r\n"u8.ToArray());
        while (!(lines.Exists(l => l.EndsWith("tick 2", StringComparison.Ordinal)) && lines.Contains("you said: hello")))
            lines.Add((await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20)))!);
    }

    private static Task<string> AskAsync(Socket socket, string question) => AskAsync(socket, Encoding.Latin1.GetBytes(question));

    private static async Task<string> AskAsync(Socket socket, byte[] question)
    {
        await socket.SendAsync(question);
        var buffer = new byte[8192];
        var read = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(20));
        return Encoding.Latin1.GetString(buffer, 0, read);
    }

    private static byte[] Number(int number)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, number);
        return four;
    }
}
