using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Lab;
using JitPortal.Requests;
using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Journeys;

/// <summary>A portal with its lab, of which one database network was scanned and one request waits.</summary>
public sealed class ScannedLabFixture : IAsyncLifetime
{
    internal PortalApp App { get; } = PortalApp.Start(lab: true);

    /// <summary>A host whose name is as long as names get, with a finding: what a page makes room for least.</summary>
    public const string LongNamed = "127.1.9.9";

    /// <summary>Somebody with a long name, who has access that is open and access that has ended.</summary>
    public const string LongNamedPerson = "maximiliane-theodora.hohenstaufen-wittgenstein@engineering.north.example.org";

    /// <summary>Name of an imported file that ends in the middle.</summary>
    public const string CutFile = "cut-off.xml";

    private const string LongNamedScan = """
        <?xml version="1.0"?>
        <nmaprun scanner="nmap" args="nmap -sV -oX - 127.1.9.9" start="1767225600" version="7.95" xmloutputversion="1.05">
        <scaninfo type="connect" protocol="tcp" numservices="2" services="6379,9187"/>
        <host starttime="1767225600" endtime="1767225610"><status state="up" reason="syn-ack"/><address addr="127.1.9.9" addrtype="ipv4"/>
        <hostnames><hostname name="a-cache-that-somebody-gave-the-longest-name-they-could-think-of.shop.production.north.example.org" type="PTR"/></hostnames>
        <ports><port protocol="tcp" portid="6379"><state state="open" reason="syn-ack"/>
        <service name="redis" product="Redis key-value store" version="7.2.4" method="probed" conf="10"/>
        <script id="vulners" output="x"><table key="cpe:/a:redis:redis:7.2.4"><table>
        <elem key="id">CVE-2030-12345</elem><elem key="type">cve</elem><elem key="is_exploit">true</elem><elem key="cvss">10.0</elem></table></table></script></port>
        <port protocol="tcp" portid="9187"><state state="open" reason="syn-ack"/><service name="http" product="node_exporter" method="probed" conf="10"/></port></ports></host>
        <runstats><finished time="1767225610" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>
        """;

    /// <summary>Address of a host with SSH and PostgreSQL.</summary>
    public string Database => Address(4, 3);

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists("/usr/bin/nmap"))
            return;
        var scan = (
            await App.Get<ScanService>()
                .StartAsync(
                    Actor.CommandLine,
                    new StartScan($"{Address(4, 0)}/28, {Address(1, 16)}/28", "standard"),
                    CancellationToken.None
                )
        ).Required();
        await Eventually.TrueAsync(
            async () =>
                (await App.Get<ScanService>().GetAsync(Actor.CommandLine, scan.Id, CancellationToken.None)).Required().State is "Completed",
            "the lab is scanned",
            120
        );
        using var body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(LongNamedScan));
        (await App.Get<ScanImport>().ImportAsync(Actor.CommandLine, body, "office", "long.xml", CancellationToken.None)).Required();
        using var cut = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(LongNamedScan[..900]));
        (await App.Get<ScanImport>().ImportAsync(Actor.CommandLine, cut, "office", CutFile, CancellationToken.None)).Required();
        await AskAsync();
        await OpenAndEndAsync();
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    internal string Address(byte network, byte host) => $"127.{App.Get<IOptions<LabOptions>>().Value.Prefix}.{network}.{host}";

    private async Task AskAsync()
    {
        await using var db = App.Get<IDbContextFactory<JitPortal.Data.PortalDb>>().CreateDbContext();
        var ida = await db.Users.SingleAsync(u => u.Name == "Ida Lorne");
        var actor = ActorOf(ida);
        await App.WithAsync<RequestService, bool>(async requests =>
        {
            (
                await requests.SubmitAsync(
                    actor,
                    new Ask([$"{Database}:5432"], TimeSpan.FromMinutes(20), "Check the slow query of last night."),
                    CancellationToken.None
                )
            ).Required();
            return true;
        });
    }

    private async Task OpenAndEndAsync()
    {
        await App.PersonAsync(LongNamedPerson, Role.Requester);
        await using var db = App.Get<IDbContextFactory<JitPortal.Data.PortalDb>>().CreateDbContext();
        var person = await db.Users.SingleAsync(u => u.Email == LongNamedPerson);
        person.Name = "Maximiliane-Theodora Hohenstaufen-Wittgenstein zu Brandenburg-Schwedt";
        await db.SaveChangesAsync();
        var mira = await db.Users.SingleAsync(u => u.Name == "Mira Castell");
        foreach (var port in (int[])[22, 5432])
        {
            var request = await App.WithAsync<RequestService, RequestView>(async requests =>
                (
                    await requests.SubmitAsync(
                        ActorOf(person),
                        new Ask(
                            [$"{Database}:{port}"],
                            TimeSpan.FromMinutes(20),
                            "Compare last night's replication lag on both machines of the shop before the migration begins."
                        ),
                        CancellationToken.None
                    )
                ).Required()
            );
            await App.WithAsync<RequestService, RequestView>(async requests =>
                (await requests.ApproveAsync(ActorOf(mira), request.Id, null, null, CancellationToken.None)).Required()
            );
        }

        List<Grant> grants = [];
        await Eventually.TrueAsync(
            async () =>
                (grants = await db.Grants.AsNoTracking().Where(g => g.HolderId == person.Id).ToListAsync())
                    is [{ State: GrantState.Open }, { State: GrantState.Open }],
            "both are open",
            60
        );
        (await App.Get<GrantLedger>().ReleaseAsync(ActorOf(person), grants[0].Id, CancellationToken.None)).Required();
        await Eventually.TrueAsync(
            async () => await db.Grants.AsNoTracking().AnyAsync(g => g.Id == grants[0].Id && g.State == GrantState.Closed),
            "one is closed",
            60
        );
    }

    private static Actor ActorOf(JitPortal.Identity.Model.User user) =>
        new(ActorKind.Person, user.Id, user.Email!, System.Net.IPAddress.Loopback);
}
