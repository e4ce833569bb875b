using JitPortal.Lab;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace JitPortal.Tests.Lab;

public sealed class LabGateTests
{
    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:5080;http://[::1]:5080", true)]
    [InlineData("http://127.20.0.9:1", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://10.0.0.1:5080", false)]
    [InlineData("http://localhost.example.org:5080", false)]
    [InlineData("http://localhost:5080;http://192.168.0.1:80", false)]
    [InlineData("", false)]
    [InlineData("nonsense", false)]
    public void Problem_Address_OnlyLoopbackMay(string urls, bool may) =>
        Assert.Equal(may, LabGate.Problem(Settings(("Lab:Enabled", "true"), ("urls", urls))) is null);

    [Fact]
    public void Problem_WithoutLab_AnyAddressMay() => Assert.Null(LabGate.Problem(Settings(("urls", "http://0.0.0.0:80"))));

    [Fact]
    public void Problem_EndpointOfKestrelsOwnSection_IsSeen() =>
        Assert.NotNull(
            LabGate.Problem(
                Settings(("Lab:Enabled", "true"), ("urls", "http://localhost:1"), ("Kestrel:Endpoints:Open:Url", "http://0.0.0.0:80"))
            )
        );

    [Fact]
    public void Problem_BehindAProxy_Refuses() =>
        Assert.NotNull(
            LabGate.Problem(Settings(("Lab:Enabled", "true"), ("urls", "http://localhost:1"), ("Proxies:Known:0", "127.0.0.1")))
        );

    [Fact]
    public async Task Program_LabOnAnOpenAddress_EndsWithTwoAndASentence()
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-");
        var (code, output, error) = await PortalProcess.RunAsync(null, "--lab", "--data", folder.FullName, "--urls", "http://0.0.0.0:0");
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Contains("this computer only", error, StringComparison.Ordinal);
        Assert.Empty(folder.GetFileSystemInfos());
        folder.Delete();
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
}
