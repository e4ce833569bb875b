using System.Net;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Shared;

namespace JitPortal.Tests.Grants;

public sealed class ConnectCommandTests
{
    [Theory]
    [InlineData("ssh", 22, "ssh -o HostKeyAlias=10.0.0.7 -p 20001 gw.example.org")]
    [InlineData("ssh", 2222, "ssh -o \"HostKeyAlias=[10.0.0.7]:2222\" -p 20001 gw.example.org")]
    [InlineData("postgresql", 5432, "psql -h gw.example.org -p 20001")]
    [InlineData("mysql", 3306, "mysql --protocol=TCP -h gw.example.org -P 20001")]
    [InlineData("redis", 6379, "redis-cli -h gw.example.org -p 20001")]
    [InlineData("http", 8080, "curl --connect-to ::gw.example.org:20001 http://10.0.0.7:8080/")]
    [InlineData("ssl/http", 443, "curl --connect-to ::gw.example.org:20001 https://10.0.0.7/")]
    [InlineData("ms-wbt-server", 3389, "mstsc /v:gw.example.org:20001")]
    [InlineData("vnc", 5900, "vncviewer gw.example.org::20001")]
    [InlineData("mongodb", 27017, "mongosh \"mongodb://gw.example.org:20001/?directConnection=true\"")]
    [InlineData("ldap", 389, "ldapsearch -x -H ldap://gw.example.org:20001")]
    [InlineData("ldapssl", 636, "ldapsearch -x -H ldaps://gw.example.org:20001")]
    [InlineData(null, 636, "ldapsearch -x -H ldaps://gw.example.org:20001")]
    [InlineData("weird", 9999, "nc gw.example.org 20001")]
    [InlineData(null, 5432, "psql -h gw.example.org -p 20001")]
    public void For_Service_IsItsClient(string? service, int port, string command) =>
        Assert.Equal(command, For(service, port, "gw.example.org"));

    [Theory]
    [InlineData("http", true, "curl --connect-to ::gw:20001 https://shop.example.org:8443/")]
    [InlineData("http", false, "curl --connect-to ::gw:20001 http://shop.example.org:8443/")]
    public void For_HostThatHasAName_KeepsIt_SoThatItsCertificateFits(string service, bool tls, string command) =>
        Assert.Equal(command, ConnectCommand.For(new ConnectTarget(Service(8443), "gw", 20001, service, "shop.example.org", tls)));

    [Fact]
    public void For_TheServiceItself_NeedsNoDetour()
    {
        Assert.Equal("ssh 10.0.0.7", ConnectCommand.For(new ConnectTarget(Service(22), "10.0.0.7", 22, "ssh")));
        Assert.Equal("curl http://10.0.0.7/", ConnectCommand.For(new ConnectTarget(Service(80), "10.0.0.7", 80, "http")));
        Assert.Equal(
            "dig @10.0.0.7 -p 53",
            ConnectCommand.For(
                new ConnectTarget(new Endpoint(IPAddress.Parse("10.0.0.7"), 53, TransportProtocol.Udp), "10.0.0.7", 53, "domain")
            )
        );
    }

    [Theory]
    [InlineData("http", 80, "curl --connect-to \"::[fd00::1]:20001\" http://10.0.0.7/")]
    [InlineData("vnc", 5900, "vncviewer \"[fd00::1]::20001\"")]
    [InlineData("mongodb", 27017, "mongosh \"mongodb://[fd00::1]:20001/?directConnection=true\"")]
    [InlineData("mysql", 3306, "mysql --protocol=TCP -h fd00::1 -P 20001")]
    public void For_IPv6_IsBracketedWhereAPortFollows(string service, int port, string command) =>
        Assert.Equal(command, For(service, port, "fd00::1"));

    [Fact]
    public void For_UnknownServiceInTls_SpeaksTls() =>
        Assert.Equal(
            "openssl s_client -quiet -connect gw:20001",
            ConnectCommand.For(new ConnectTarget(Service(993), "gw", 20001, "imap", Tls: true))
        );

    [Fact]
    public void For_RoleInADatabaseOfAnyName_IsQuotedForTheShellAndForTheProgram()
    {
        var role = new LogIn(LogIn.PostgresRole, "jit_1", "it's $HOME", Tls: true);
        Assert.Equal(
            @"psql 'host=gw port=20001 dbname='\''it\'\''s $HOME'\'' user=jit_1 sslmode=require'",
            ConnectCommand.For(new ConnectTarget(Service(5432), "gw", 20001, "postgresql", LogIn: role))
        );
    }

    [Theory]
    [InlineData("gw; rm -rf ~")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("gw\nid")]
    [InlineData("gw\n")]
    [InlineData("")]
    [InlineData("a b")]
    public void For_HostThatIsNoPlainName_GivesNoCommand(string host) => Assert.Null(For("ssh", 22, host));

    [Theory]
    [InlineData("$(id).example")]
    [InlineData("-oX")]
    [InlineData("a b")]
    public void For_HostNameThatIsNoPlainName_IsNotShown(string name) =>
        Assert.Equal("curl http://10.0.0.7/", ConnectCommand.For(new ConnectTarget(Service(80), "10.0.0.7", 80, "http", name)));

    [Theory]
    [InlineData("ssh; rm -rf ~")]
    [InlineData("$(id)")]
    public void For_ServiceNameOfAScannedHostThatLies_NeverGetsIntoTheCommand(string service) =>
        Assert.Equal("nc gw 20001", For(service, 1234, "gw"));

    private static string? For(string? service, int port, string host) =>
        ConnectCommand.For(new ConnectTarget(Service(port), host, 20001, service));

    private static Endpoint Service(int port) => new(IPAddress.Parse("10.0.0.7"), port, TransportProtocol.Tcp);
}
