using System.Text;
using JitPortal.Enforcement.Gateway.OnePort;

namespace JitPortal.Tests.Enforcement.Gateway.OnePort;

public sealed class ConnectHeadTests
{
    [Fact]
    public void TryParse_AsNcatWritesIt_HasTargetAndCredentials()
    {
        Assert.True(
            ConnectHead.TryParse(Bytes("CONNECT 10.0.0.1:22 HTTP/1.0\r\nProxy-Authorization: Basic " + Base64("abc:to:ken")), out var head)
        );
        Assert.Equal(("CONNECT", "abc", "to:ken"), (head.Method, head.User, head.Password));
        Assert.True(head.TryTarget(out var target));
        Assert.Equal("10.0.0.1:22/tcp", target.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("CONNECT 10.0.0.1:22")]
    [InlineData("CONNECT  10.0.0.1:22 HTTP/1.1")]
    [InlineData("CONNECT 10.0.0.1:22 HTTP/2")]
    [InlineData("CONNECT 10.0.0.1:22 HTTP/1.1\r\nno colon")]
    [InlineData("CONNECT 10.0.0.1:22 HTTP/1.1\r\nA: b\r\n folded: c")]
    [InlineData("CONNECT 10.0.0.1:22 HTTP/1.1\r\nProxy-Authorization: Basic YTpi\r\nproxy-authorization: Basic YTpi")]
    [InlineData("CONNECT 10.0.0.1:22 HTTP/1.1\r\nX: \u00e9")]
    public void TryParse_Unclear_IsRefused(string text) => Assert.False(ConnectHead.TryParse(Bytes(text), out _));

    [Theory]
    [InlineData("Bearer abc")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWJj")]
    public void TryParse_OtherCredentials_AreNone(string value)
    {
        Assert.True(ConnectHead.TryParse(Bytes("CONNECT 10.0.0.1:22 HTTP/1.1\r\nProxy-Authorization: " + value), out var head));
        Assert.False(head.HasCredentials);
    }

    [Theory]
    [InlineData("db.example:5432")]
    [InlineData("127.1:22")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:22/udp")]
    [InlineData("10.0.0.1:22/tcp")]
    [InlineData("::1:22")]
    [InlineData("http://10.0.0.1:22")]
    public void TryTarget_NotAnAddressAndPort_IsNone(string target)
    {
        Assert.True(ConnectHead.TryParse(Bytes($"CONNECT {target} HTTP/1.1"), out var head));
        Assert.False(head.TryTarget(out _));
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Base64(string text) => Convert.ToBase64String(Bytes(text));
}
