using System.Net;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Nftables;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Enforcement;

/// <summary>A point says beforehand when it cannot carry somebody who comes by another address family than the service's, or UDP.</summary>
public sealed class AddressFamilyTests : IDisposable
{
    private static readonly IPAddress Four = IPAddress.Parse("10.60.1.2");
    private static readonly IPAddress Six = IPAddress.Parse("fd00:60:1::2");
    private readonly string _folder = Directory.CreateTempSubdirectory("jit-family-").FullName;

    [Theory]
    [InlineData("10.60.2.10", 22, TransportProtocol.Tcp)]
    [InlineData("fd00:60:2::10", 22, TransportProtocol.Tcp)]
    [InlineData("10.60.2.10", 53, TransportProtocol.Udp)]
    [InlineData("fd00:60:2::10", 53, TransportProtocol.Udp)]
    public async Task Nftables_CarriesOneFamilyAndUdp_AndSaysSo(string service, int port, TransportProtocol protocol)
    {
        var point = new NftablesKind(TimeProvider.System, NullLoggerFactory.Instance)
            .Create(
                "edge",
                Section(
                    ("Guards:0", "10.60.2.0/24 22/tcp"),
                    ("Guards:1", "fd00:60:2::/64 22/tcp"),
                    ("Guards:2", "10.60.2.0/24 53/udp"),
                    ("Guards:3", "fd00:60:2::/64 53/udp")
                )
            )
            .Required();
        var asked = new Endpoint(IPAddress.Parse(service), port, protocol);
        var (same, other) = asked.Address.AddressFamily == Four.AddressFamily ? (Four, Six) : (Six, Four);
        Assert.Null(point.ObjectionTo(asked, same));
        Assert.Null(point.ObjectionTo(asked, null));
        var objection = point.ObjectionTo(asked, other);
        Assert.Contains(other.ToString(), objection, StringComparison.Ordinal);
        Assert.Contains("edge", objection, StringComparison.Ordinal);
        await ((IAsyncDisposable)point).DisposeAsync();
    }

    [Fact]
    public async Task Gateway_CarriesAcrossFamilies_UnlessItHearsOneOnly()
    {
        await using (var any = Gateway(null))
        {
            Assert.Null(any.ObjectionTo(Service(Four), Six));
            Assert.Null(any.ObjectionTo(Service(Six), Four));
            Assert.NotNull(any.ObjectionTo(new Endpoint(Four, 53, TransportProtocol.Udp), Four));
        }

        await using (var both = Gateway("::"))
            Assert.Null(both.ObjectionTo(Service(Six), Four));
        await using var four = Gateway("10.60.1.1");
        Assert.Null(four.ObjectionTo(Service(Six), Four));
        Assert.Contains("Gateway:Listen", four.ObjectionTo(Service(Six), Six), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_CertificateForAnAddressThatCannotGetThere_IsObjectedTo()
    {
        await using var own = (SshCertificatePoint)Ssh(("Networks:0:Network", "10.60.2.0/24"));
        Assert.Null(own.ObjectionTo(Service(IPAddress.Parse("10.60.2.10")), Four));
        Assert.Contains("ComesFrom", own.ObjectionTo(Service(IPAddress.Parse("10.60.2.10")), Six), StringComparison.Ordinal);
        // The gateway's address stands in the certificate then, whatever the person's is.
        await using var behind = (SshCertificatePoint)Ssh(("Networks:0:Network", "10.60.2.0/24"), ("Networks:0:ComesFrom:0", "10.60.2.1"));
        Assert.Null(behind.ObjectionTo(Service(IPAddress.Parse("10.60.2.10")), Six));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Endpoint Service(IPAddress address) => new(address, 22, TransportProtocol.Tcp);

    private static GatewayPoint Gateway(string? listen) =>
        new(Options.Create(new GatewayOptions { Listen = listen }), TimeProvider.System, NullLogger<GatewayPoint>.Instance);

    private IEnforcementPoint Ssh(params (string, string)[] settings) =>
        new SshCertificateKind(
            new EphemeralDataProtectionProvider(),
            TimeProvider.System,
            NullLogger<SshCertificatePoint>.Instance,
            new EnforcementFolder(_folder)
        )
            .Create("ssh", Section(settings))
            .Required();

    private static IConfigurationSection Section(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(s => $"P:{s.Key}", s => (string?)s.Value))
            .Build()
            .GetSection("P");
}
