using JitPortal.Grants;

namespace JitPortal.Tests.Grants;

public sealed class ConnectCommandTests
{
    [Theory]
    [InlineData("ssh", 22, "ssh -p 20001 gw.example.org")]
    [InlineData("postgresql", 5432, "psql -h gw.example.org -p 20001")]
    [InlineData("mysql", 3306, "mysql --protocol=TCP -h gw.example.org -P 20001")]
    [InlineData("redis", 6379, "redis-cli -h gw.example.org -p 20001")]
    [InlineData("http", 8080, "curl http://gw.example.org:20001/")]
    [InlineData("ssl/http", 443, "curl https://gw.example.org:20001/")]
    [InlineData("ms-wbt-server", 3389, "mstsc /v:gw.example.org:20001")]
    [InlineData("weird", 9999, "nc gw.example.org 20001")]
    [InlineData(null, 5432, "psql -h gw.example.org -p 20001")]
    [InlineData("tcpwrapped", 22, "ssh -p 20001 gw.example.org")]
    public void For_Service_IsItsClient(string? service, int port, string command) =>
        Assert.Equal(command, ConnectCommand.For(service, port, "gw.example.org", 20001));

    [Fact]
    public void For_IPv6_IsBracketedWhereAPortFollows() =>
        Assert.Equal("curl http://[fd00::1]:20001/", ConnectCommand.For("http", 80, "fd00::1", 20001));

    [Theory]
    [InlineData("gw; rm -rf ~")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("gw\nid")]
    [InlineData("gw\n")]
    [InlineData("")]
    [InlineData("a b")]
    public void For_HostThatIsNoPlainName_GivesNoCommand(string host) => Assert.Null(ConnectCommand.For("ssh", 22, host, 20001));

    [Theory]
    [InlineData("ssh; rm -rf ~")]
    [InlineData("$(id)")]
    public void For_ServiceNameOfAScannedHostThatLies_NeverGetsIntoTheCommand(string service) =>
        Assert.Equal("nc gw 20001", ConnectCommand.For(service, 1234, "gw", 20001));
}
