using JitPortal.Enforcement.Gateway;

namespace JitPortal.Tests.Enforcement.Gateway;

public sealed class GatewaySettingsTests
{
    [Fact]
    public void Read_Shipped_IsFine() => Assert.True(GatewaySettings.Read(new GatewayOptions()).Ok);

    [Fact]
    public void Read_EverythingWrong_NamesEverything()
    {
        var refusal = GatewaySettings
            .Read(
                new GatewayOptions
                {
                    Listen = "here",
                    Ports = "9-1",
                    Egress = "127.1",
                    ProbeFrom = "x",
                    PublicHost = "a b",
                }
            )
            .Refusal;
        Assert.Equal(
            ["Gateway:Listen", "Gateway:Egress", "Gateway:ProbeFrom", "Gateway:PublicHost", "Gateway:Ports"],
            refusal!.Problems.Select(p => p.Field)
        );
    }

    [Fact]
    public void Read_ProbeFromIsTheEgress_IsRefused() =>
        Assert.False(GatewaySettings.Read(new GatewayOptions { Egress = "10.0.0.1", ProbeFrom = "10.0.0.1" }).Ok);

    [Fact]
    public void Read_OnePortWrong_NamesEverything()
    {
        var refusal = GatewaySettings
            .Read(
                new GatewayOptions
                {
                    ConnectPort = 20_005,
                    ConnectCertificate = "/nowhere/gate.pem",
                    IdleTimeout = TimeSpan.FromSeconds(1),
                }
            )
            .Refusal;
        Assert.Equal(["Gateway:IdleTimeout", "Gateway:ConnectPort", "Gateway:ConnectCertificate"], refusal!.Problems.Select(p => p.Field));
    }
}
