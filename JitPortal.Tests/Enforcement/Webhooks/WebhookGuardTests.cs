using System.Net;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Shared;
using Microsoft.Extensions.Configuration;

namespace JitPortal.Tests.Enforcement.Webhooks;

public sealed class WebhookGuardTests
{
    [Fact]
    public void Signature_AsTheStandardWantsIt()
    {
        var key = Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef");
        var body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
        var right = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("msg_1.1614265330.{\"test\": 2432232314}")));
        Assert.Equal(
            $"v1,{right} v1,{right}",
            WebhookSignature.Of([key, key], "msg_1", DateTimeOffset.FromUnixTimeSeconds(1614265330), body)
        );
    }

    [Fact]
    public async Task Receiver_RefusesWrongSecretOldMessagesAndChangedBodies()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var now = fixture.Time.GetUtcNow();
        var message = new WebhookEvent(fixture.Want(), WebhookAction.Open, 5, now);
        var other = fixture.SecretFile + ".other";
        await File.WriteAllTextAsync(other, $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}");
        Assert.Equal(401, await fixture.SayAsync(message, other));
        Assert.Equal(401, await fixture.SayAsync(message, age: TimeSpan.FromMinutes(6)));
        Assert.Equal(401, await fixture.SayAsync(message, age: TimeSpan.FromMinutes(-6)));
        Assert.Empty(fixture.Done);
        Assert.Equal(204, await fixture.SayAsync(message));
        Assert.Equal(204, await fixture.SayAsync(message));
        Assert.Single(fixture.Done);
        await using var point = fixture.NewPoint(secretFile: other);
        Assert.Contains(
            "SecretFile",
            (await point.ApplyAsync(new DesiredAccess([fixture.Want()]), CancellationToken.None)).Failed[0].Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Secret_TwoLines_TheReceiverMayHaveEither()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        var old = await File.ReadAllTextAsync(fixture.SecretFile);
        var both = fixture.SecretFile + ".both";
        await File.WriteAllTextAsync(both, $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n{old}");
        Assert.Equal(204, await fixture.SayAsync(new WebhookEvent(fixture.Want(), WebhookAction.Open, 5, fixture.Time.GetUtcNow()), both));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Apply_PrivateAddressNotListed_IsNotConnectedTo(string host)
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        await using var point = fixture.NewPoint(fixture.Url.Replace("127.0.0.1", host, StringComparison.Ordinal), allowed: []);
        var failure = Assert.Single((await point.ApplyAsync(new DesiredAccess([fixture.Want()]), CancellationToken.None)).Failed);
        Assert.Contains("AllowedNetworks", failure.Sentence, StringComparison.Ordinal);
        Assert.Empty(fixture.Came);
        Assert.Contains(await point.CheckAsync(CancellationToken.None), c => c.Name == "Address" && !c.Ok);
    }

    [Theory]
    [InlineData("10.1.1.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("10.20.0.5", true)]
    [InlineData("::ffff:10.20.0.5", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1::1", true)]
    public void Guard_AdmitsPublicAndListedAddressesOnly(string address, bool admitted)
    {
        Assert.True(AddressRange.TryParse("10.20.0.0/16", out var listed, out _));
        Assert.Equal(admitted, new NetworkGuard([listed]).Admits(IPAddress.Parse(address)));
    }

    [Fact]
    public async Task Check_GoodReceiver_IsAllWell()
    {
        await using var fixture = await ReceiverFixture.StartAsync();
        Assert.All(await fixture.Point.CheckAsync(CancellationToken.None), c => Assert.True(c.Ok, $"{c.Name}: {c.Seen}"));
        Assert.All(fixture.Point.Snippets, s => Assert.NotEmpty(s.Text));
    }

    [Theory]
    [InlineData("http://hooks.example.org", false, "AllowPlainHttp")]
    [InlineData("ftp://hooks.example.org", true, "https://")]
    [InlineData("https://user:pw@hooks.example.org", false, "SecretFile")]
    [InlineData("https://hooks.example.org/?token=x", false, "SecretFile")]
    public void Settings_UnsafeUrl_IsRefused(string url, bool plain, string says) =>
        Assert.Contains(
            says,
            WebhookSettings
                .Read(
                    new WebhookOptions
                    {
                        Url = url,
                        AllowPlainHttp = plain,
                        SecretFile = "/x",
                    },
                    "P"
                )
                .Refusal?.Sentence,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Create_FromASettingsSection_ReadsListsAndTimes()
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["P:Url"] = "https://hooks.example.org/jit/",
                    ["P:SecretFile"] = "/etc/secret",
                    ["P:Guards:0"] = "10.20.0.0/16",
                    ["P:AllowedNetworks:0"] = "10.9.9.9",
                    ["P:Timeout"] = "00:00:03",
                }
            )
            .Build()
            .GetSection("P");
        var made = new WebhookKind(
            new JitPortal.Enforcement.EnforcementFolder(Path.GetTempPath()),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
        ).Create("../cloud", section);
        Assert.True(made.Ok, made.Refusal?.Sentence);
        await using var point = Assert.IsType<WebhookPoint>(made.Value);
        Assert.Contains("https://hooks.example.org/jit/grants", point.Snippets[1].Text, StringComparison.Ordinal);
        Assert.NotNull(point.ObjectionTo(new JitPortal.Shared.Endpoint(IPAddress.Parse("10.30.0.1"), 22, TransportProtocol.Tcp), null));
    }

    [Fact]
    public async Task ObjectionTo_ServiceOutsideGuards_IsASentence()
    {
        var settings = WebhookSettings
            .Read(
                new WebhookOptions
                {
                    Url = "https://hooks.example.org",
                    SecretFile = "/x",
                    Guards = ["10.20.0.0/16"],
                },
                "P"
            )
            .Required();
        await using var point = new WebhookPoint(
            "hook",
            settings,
            Path.GetTempPath(),
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<WebhookPoint>.Instance
        );
        Assert.Null(point.ObjectionTo(At("10.20.4.7"), null));
        Assert.Contains("10.30.0.1", point.ObjectionTo(At("10.30.0.1"), null), StringComparison.Ordinal);

        static JitPortal.Shared.Endpoint At(string address) => new(IPAddress.Parse(address), 22, TransportProtocol.Tcp);
    }
}
