using JitPortal.Data;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;
using static JitPortal.Tests.Inventory.Ingest.InventoryFixture;

namespace JitPortal.Tests.Inventory.Ingest;

/// <summary>What one scan after another makes of the inventory; the same on both databases.</summary>
public abstract class InventoryWriterTests
{
    private protected abstract Task<InventoryFixture> NewAsync();

    [Fact]
    public async Task Write_FirstScan_StoresHostsAndOpenServices()
    {
        await using var inventory = await NewAsync();
        var closed = Open(23);
        closed.State = PortState.Closed;

        var counts = await inventory.ScanAsync([
            Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9.2"), closed),
            Up("2001:db8::5", Open(443, "https")),
            Down("10.0.0.9"),
        ]);

        Assert.Equal(["10.0.0.1:22 Open ssh OpenSSH 9.2", "2001:db8::5:443 Open https"], await inventory.SayAsync());
        Assert.Equal((2, 2, 2), (counts.Hosts, counts.Services, counts.HostsFound));
        await using var db = inventory.Store.Db();
        Assert.Equal(["10.0.0.0/24", "2001:db8::/64"], await db.Hosts.OrderBy(h => h.AddressKey).Select(h => h.Network).ToListAsync());
        Assert.Equal(["office"], (await db.Services.FirstAsync()).Vantages);
    }

    [Fact]
    public async Task Write_SameAgain_MovesTimesAndNothingElse()
    {
        await using var inventory = await NewAsync();
        HostRecord[] seen = [Up("10.0.0.1", Open(22, "ssh"), Open(80, "http")), Up("10.0.0.2", Open(22, "ssh"))];
        await inventory.ScanAsync(seen);

        var counts = await inventory.ScanAsync(seen);

        Assert.Equal((2, 3, 0), (counts.Hosts, counts.Services, counts.Changes));
        await using var db = inventory.Store.Db();
        Assert.All(
            await db.Services.Include(s => s.Host).ToListAsync(),
            s =>
                Assert.Equal(
                    (inventory.Store.Clock.GetUtcNow(), inventory.Store.Clock.GetUtcNow().AddHours(-1)),
                    (s.SeenOpen(s.Host!), s.FirstSeen)
                )
        );
        Assert.All(
            await db.Hosts.ToListAsync(),
            h => Assert.Equal((inventory.Store.Clock.GetUtcNow(), HostMark.None), (h.LastSeen, h.Mark))
        );
    }

    [Fact]
    public async Task Write_PortNoLongerOpen_IsClosedOnlyWhenItWasAskedFor()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(8080, "http"))]);

        var counts = await inventory.ScanAsync([Up("10.0.0.1", Open(80, "http"))], asked: "1-1024");

        Assert.Equal(["10.0.0.1:22 Closed ssh", "10.0.0.1:80 Open http", "10.0.0.1:8080 Open http"], await inventory.SayAsync());
        Assert.Equal((1, 1), (counts.Opened, counts.Closed));
        Assert.Equal(["HostFound ->", "ServiceOpened 80 -> http", "ServiceClosed 22 ssh -> Closed"], await inventory.ChangesAsync());
    }

    [Fact]
    public async Task Write_AfterAnotherScope_DoesNotRefreshWhatWasNotAsked()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(8080, "http"))]);
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))], asked: "22");
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))], asked: "22");

        await using var db = inventory.Store.Db();
        Assert.Equal(inventory.Store.Clock.GetUtcNow().AddHours(-2), await SeenOpenAsync(db, 8080));
        Assert.Equal(inventory.Store.Clock.GetUtcNow(), await SeenOpenAsync(db, 22));
    }

    [Fact]
    public async Task Write_AfterRepeats_WhatIsNotAskedKeepsTheTimeOfTheLastRepeat()
    {
        await using var inventory = await NewAsync();
        HostRecord[] seen = [Up("10.0.0.1", Open(22, "ssh"), Open(80, "http"), Open(8080, "http"))];
        await inventory.ScanAsync(seen);
        await inventory.ScanAsync(seen);
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))], asked: "1-1024");
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))], asked: "1-1024");

        await using var db = inventory.Store.Db();
        var now = inventory.Store.Clock.GetUtcNow();
        Assert.Equal(now, await SeenOpenAsync(db, 22));
        Assert.Equal(now.AddHours(-2), await SeenOpenAsync(db, 80));
        Assert.Equal(now.AddHours(-2), await SeenOpenAsync(db, 8080));
    }

    [Fact]
    public async Task Write_RepeatOfAHost_WritesNoRowOfItsServices()
    {
        await using var inventory = await NewAsync();
        HostRecord[] seen = [Up("10.0.0.1", Open(22, "ssh"))];
        await inventory.ScanAsync(seen);
        var first = inventory.Store.Clock.GetUtcNow();
        await inventory.ScanAsync(seen);

        await using var db = inventory.Store.Db();
        Assert.Equal(first, (await db.Services.SingleAsync()).LastSeen);
        Assert.Equal(first.AddHours(1), await SeenOpenAsync(db, 22));
    }

    [Fact]
    public async Task Write_WithoutAskedPorts_ClosesNothing()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22))], asked: "");
        await inventory.ScanAsync([Up("10.0.0.1", Open(80))], asked: "");

        Assert.Equal(["10.0.0.1:22 Open unknown", "10.0.0.1:80 Open unknown"], await inventory.SayAsync());
    }

    [Fact]
    public async Task Write_SameAddressTwiceInOneScan_AddsUp()
    {
        await using var inventory = await NewAsync();
        await using (
            var session = await inventory
                .Store.Get<InventoryWriter>()
                .BeginAsync(
                    new ScanFrame(ScanId.New(DateTimeOffset.UnixEpoch), SiteName.Main, "office", inventory.Store.Clock.GetUtcNow()),
                    CancellationToken.None
                )
        )
        {
            session.Ask("syn", "tcp", "1-100");
            await session.WriteAsync([Up("10.0.0.1", Open(22)), Up("10.0.0.1", Open(80))], CancellationToken.None);
            await session.WriteAsync([Up("10.0.0.1", Open(23))], CancellationToken.None);
        }

        Assert.Equal(["10.0.0.1:22 Open unknown", "10.0.0.1:23 Open unknown", "10.0.0.1:80 Open unknown"], await inventory.SayAsync());
        await using var db = inventory.Store.Db();
        Assert.Equal(3, (await db.Hosts.SingleAsync()).OpenServices);
    }

    [Fact]
    public async Task Write_AnotherVantage_ClosesOnlyItsOwnView()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22))], vantage: "portal");
        await inventory.ScanAsync([Up("10.0.0.1", Open(22))], vantage: "office");
        await inventory.ScanAsync([Up("10.0.0.1", Open(80))], vantage: "office");

        await using var db = inventory.Store.Db();
        var ssh = await db.Services.SingleAsync(s => s.Port == 22);
        Assert.Equal((PortState.Open, "portal"), (ssh.State, string.Join(',', ssh.Vantages)));
        await inventory.ScanAsync([Up("10.0.0.1", Open(80))], vantage: "portal");
        Assert.Equal(PortState.Closed, (await db.Services.AsNoTracking().SingleAsync(s => s.Port == 22)).State);
    }

    [Fact]
    public async Task Finish_HostOfTheScopeNotSeen_IsGoneAndComesBack()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22)), Up("10.0.0.2", Open(22)), Up("10.0.1.1", Open(22))]);

        Assert.Equal(1, (await inventory.ScanAsync([Up("10.0.0.1", Open(22))], scope: "10.0.0.0/24")).HostsGone);
        Assert.Equal(0, (await inventory.ScanAsync([], scope: "10.0.0.0/24", complete: false)).HostsGone);
        Assert.Equal(1, (await inventory.ScanAsync([Up("10.0.0.2", Open(22))])).HostsBack);
        Assert.Equal(1, (await inventory.ScanAsync([Down("10.0.0.2")])).HostsGone);

        await using var db = inventory.Store.Db();
        Assert.Equal(
            ["10.0.0.1 Up", "10.0.0.2 Gone", "10.0.1.1 Up"],
            (await db.Hosts.OrderBy(h => h.AddressKey).ToListAsync()).Select(h => $"{h.Address} {h.State}")
        );
    }

    [Fact]
    public async Task Write_OtherVersion_IsAChangeButAGuessIsNot()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9.2"))]);
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))]);
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9.6"))]);

        Assert.Equal(["HostFound ->", "ServiceChanged 22 ssh OpenSSH 9.2 -> ssh OpenSSH 9.6"], await inventory.ChangesAsync());
    }

    [Fact]
    public async Task Write_OtherMacOrKey_IsAnEventNotASilentMerge()
    {
        await using var inventory = await NewAsync();
        static ScriptRecord Key(string print) =>
            new("ssh-hostkey", "k", 1, [new(1, null, null), new(2, "type", "ssh-ed25519"), new(2, "fingerprint", print)]);
        var first = Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9", Key("aa")));
        first.Mac = "00:00:00:00:00:01";
        await inventory.ScanAsync([first]);
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9"))]);
        var other = Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9", Key("bb")));
        other.Mac = "00:00:00:00:00:02";

        var counts = await inventory.ScanAsync([other]);

        Assert.Equal(2, counts.IdentitiesChanged);
        Assert.Contains("IdentityChanged ssh 22/tcp ssh-ed25519 = aa -> ssh 22/tcp ssh-ed25519 = bb", await inventory.ChangesAsync());
        await using var db = inventory.Store.Db();
        Assert.Equal(["mac = 00:00:00:00:00:02", "ssh 22/tcp ssh-ed25519 = bb"], (await db.Hosts.SingleAsync()).Evidence);
    }

    [Fact]
    public async Task Write_OlderFile_AddsButNeverUndoes()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "9.6"))]);
        var old = Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "5.0"), Open(23, "telnet"));
        old.SeenAt = inventory.Store.Clock.GetUtcNow().AddYears(-5);
        var gone = Down("10.0.0.1");
        gone.SeenAt = old.SeenAt;

        await inventory.ScanAsync([old]);
        await inventory.ScanAsync([gone]);

        Assert.Equal(["10.0.0.1:22 Open ssh OpenSSH 9.6", "10.0.0.1:23 Open telnet"], await inventory.SayAsync());
        await using var db = inventory.Store.Db();
        Assert.Equal(old.SeenAt, (await db.Hosts.SingleAsync()).FirstSeen);
        Assert.Equal(HostState.Up, (await db.Hosts.SingleAsync()).State);
        Assert.Equal(old.SeenAt, (await db.Services.SingleAsync(s => s.Port == 23)).LastSeen);
    }

    [Fact]
    public async Task Write_OlderFileBetweenTwoScans_ReopensNothingAndReportsNoStepBack()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22), Open(80)), Up("10.0.0.2", Open(22))]);
        await inventory.ScanAsync([Up("10.0.0.1", Open(22)), Down("10.0.0.2")]);
        var before = await inventory.ChangesAsync();
        HostRecord[] old = [Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "5.0"), Open(80)), Up("10.0.0.2", Open(22))];
        foreach (var host in old)
            host.SeenAt = inventory.Store.Clock.GetUtcNow().AddMinutes(-30);

        await inventory.ScanAsync(old);

        Assert.Equal(["10.0.0.1:22 Open unknown", "10.0.0.1:80 Closed unknown", "10.0.0.2:22 Closed unknown"], await inventory.SayAsync());
        Assert.Equal(before, await inventory.ChangesAsync());
        await using var db = inventory.Store.Db();
        Assert.Equal(HostState.Gone, (await db.Hosts.SingleAsync(h => h.Address == "10.0.0.2")).State);
    }

    [Theory]
    [InlineData("example.org", "Acme CA", "example.org", "Acme CA", true)]
    [InlineData("example.org", "Acme CA", "example.org", "Other CA", false)]
    [InlineData("example.org", "Acme CA", "other.example", "Acme CA", false)]
    [InlineData("example.org", "example.org", "example.org", "example.org", false)]
    public async Task Write_OtherCertificate_IsARenewalOnlyOfTheSameNameAndIssuer(
        string name,
        string issuer,
        string laterName,
        string laterIssuer,
        bool isRenewal
    )
    {
        await using var inventory = await NewAsync();
        static ScriptRecord Certificate(string print, string name, string issuer) =>
            new(
                "ssl-cert",
                "c",
                1,
                [
                    new(1, "subject", null),
                    new(2, "commonName", name),
                    new(1, "issuer", null),
                    new(2, "commonName", issuer),
                    new(1, "sha1", print),
                ]
            );
        await inventory.ScanAsync([Up("10.0.0.1", Open(443, "https", "nginx", "1", Certificate("aa", name, issuer)))]);

        var counts = await inventory.ScanAsync([
            Up("10.0.0.1", Open(443, "https", "nginx", "1", Certificate("bb", laterName, laterIssuer))),
        ]);

        Assert.Equal((isRenewal ? 1 : 0, isRenewal ? 0 : 1), (counts.CertificatesRenewed, counts.IdentitiesChanged));
    }

    [Fact]
    public async Task Write_OtherName_GathersBothWithKindAndAge()
    {
        await using var inventory = await NewAsync();
        static HostRecord Named(string name, string kind)
        {
            var host = Up("10.0.0.1", Open(22));
            (host.Hostnames, host.HostnameKinds) = ([name], [kind]);
            return host;
        }
        await inventory.ScanAsync([Named("old.example", "PTR")]);
        var first = inventory.Store.Clock.GetUtcNow();
        await inventory.ScanAsync([Named("new.example", "user")]);

        await using var db = inventory.Store.Db();
        Assert.Equal(
            [("new.example", "user", null), ("old.example", "PTR", (DateTimeOffset?)first)],
            HostName.Of(await db.Hosts.SingleAsync()).Select(n => (n.Name, n.Kind, n.LastSeen))
        );
    }

    [Fact]
    public async Task Write_FileFromTheFuture_IsClampedToNow()
    {
        await using var inventory = await NewAsync();
        var future = Up("10.0.0.1", Open(22));
        future.SeenAt = inventory.Store.Clock.GetUtcNow().AddYears(10);
        await inventory.ScanAsync([future]);

        await using var db = inventory.Store.Db();
        Assert.Equal(inventory.Store.Clock.GetUtcNow(), (await db.Services.SingleAsync()).LastSeen);
    }

    [Fact]
    public async Task Write_Vulners_BecomesFindingsThatGoWhenItFallsSilent()
    {
        await using var inventory = await NewAsync();
        static ScriptRecord Vulners(params (string Id, string Cvss)[] all) =>
            new(
                "vulners",
                "text",
                4,
                [
                    new(1, "cpe:/a:x", null),
                    .. all.SelectMany(f => new ScriptElement[] { new(2, null, null), new(3, "id", f.Id), new(3, "cvss", f.Cvss) }),
                ]
            );
        await inventory.ScanAsync([
            Up("10.0.0.1", Open(80, "http", "nginx", "1", Vulners(("CVE-2024-1", "9.8"), ("CVE-2024-2", "5.0"), ("EDB-1", "9.9")))),
        ]);

        await using (var db = inventory.Store.Db())
        {
            Assert.Equal(
                ["CVE-2024-1 Critical", "CVE-2024-2 Medium"],
                (await db.Findings.OrderBy(f => f.Name).ToListAsync()).Select(f => $"{f.Name} {f.Severity}")
            );
            Assert.Equal(Severity.Critical, (await db.Services.SingleAsync()).WorstFinding);
        }
        await inventory.ScanAsync([Up("10.0.0.1", Open(80, "http", "nginx", "1", Vulners(("CVE-2024-2", "5.0"), ("CVE-2024-3", "7.1"))))]);
        await using (var db = inventory.Store.Db())
        {
            Assert.Equal(
                ["CVE-2024-2 Medium", "CVE-2024-3 High"],
                (await db.Findings.OrderBy(f => f.Name).ToListAsync()).Select(f => $"{f.Name} {f.Severity}")
            );
            Assert.Equal(Severity.High, (await db.Services.SingleAsync()).WorstFinding);
            Assert.Single(await db.ServiceScripts.ToListAsync());
        }
    }

    [Fact]
    public async Task Write_HostileText_IsStoredAsItIs()
    {
        await using var inventory = await NewAsync();
        const string hostile = "'; DROP TABLE Services; --<script>\U0001F600\uFFFD";
        await inventory.ScanAsync([Up("10.0.0.1", Open(80, hostile, hostile, hostile, new ScriptRecord(hostile, hostile, 5, [])))]);

        await using var db = inventory.Store.Db();
        var service = await db.Services.SingleAsync();
        Assert.Equal((hostile, hostile, hostile), (service.Name, service.Product, service.Version));
        Assert.Equal(hostile, (await db.ServiceScripts.SingleAsync()).Output);
    }

    [Fact]
    public async Task Write_FailsInTheMiddle_KeepsCompleteBatchesOnly()
    {
        await using var inventory = await NewAsync();
        await using (
            var session = await inventory
                .Store.Get<InventoryWriter>()
                .BeginAsync(
                    new ScanFrame(ScanId.New(DateTimeOffset.UnixEpoch), SiteName.Main, "office", inventory.Store.Clock.GetUtcNow()),
                    CancellationToken.None
                )
        )
        {
            await session.WriteAsync([Up("10.0.0.1", Open(22))], CancellationToken.None);
            // A text no database takes, in the last row of the batch.
            var bad = Open(80, "x");
            bad.Service = null;
            bad.Scripts = null!;
            await Assert.ThrowsAnyAsync<Exception>(() =>
                session.WriteAsync([Up("10.0.0.2", Open(22)), Up("10.0.0.3", bad)], CancellationToken.None)
            );
            await session.WriteAsync([Up("10.0.0.4", Open(22))], CancellationToken.None);
        }

        Assert.Equal(["10.0.0.1:22 Open unknown", "10.0.0.4:22 Open unknown"], await inventory.SayAsync());
    }

    [Fact]
    public async Task Write_TwoImportsAtOnce_AddEachAddressOnce()
    {
        await using var inventory = await NewAsync();
        var hosts = Enumerable.Range(1, 250).Select(i => Up($"10.0.0.{i}", Open(22), Open(80))).ToList();
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Factory.StartNew(
                            async () =>
                            {
                                await using var session = await inventory
                                    .Store.Get<InventoryWriter>()
                                    .BeginAsync(
                                        new ScanFrame(
                                            ScanId.New(DateTimeOffset.UnixEpoch),
                                            SiteName.Main,
                                            "office",
                                            inventory.Store.Clock.GetUtcNow()
                                        ),
                                        CancellationToken.None
                                    );
                                foreach (var part in hosts.Chunk(50))
                                    await session.WriteAsync(part, CancellationToken.None);
                            },
                            CancellationToken.None,
                            TaskCreationOptions.LongRunning,
                            TaskScheduler.Default
                        )
                        .Unwrap()
                )
        );

        await using var db = inventory.Store.Db();
        Assert.Equal((250, 500), (await db.Hosts.CountAsync(), await db.Services.CountAsync()));
    }

    private static async Task<DateTimeOffset> SeenOpenAsync(PortalDb db, int port)
    {
        var service = await db.Services.Include(s => s.Host).SingleAsync(s => s.Port == port);
        return service.SeenOpen(service.Host!);
    }

    [Theory]
    [InlineData("ack", PortState.Unfiltered)]
    [InlineData("fin", PortState.OpenFiltered)]
    [InlineData("null", PortState.OpenFiltered)]
    [InlineData("xmas", PortState.OpenFiltered)]
    [InlineData("maimon", PortState.Closed)]
    [InlineData("syn", PortState.OpenFiltered)]
    [InlineData("unheard-of", PortState.Closed)]
    public async Task Write_ScanThatCannotTellOpen_ClosesNothing_ListedOrFolded(string type, PortState state)
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(80, "http"))]);
        var listed = Open(22);
        listed.State = state;
        var seen = Up("10.0.0.1", listed);
        seen.Folded = [new FoldedPorts(state, 1, [])];

        await inventory.RunsAsync((type, "22,80", [seen]));

        Assert.Equal(["10.0.0.1:22 Open ssh", "10.0.0.1:80 Open http"], await inventory.SayAsync());
    }

    [Theory]
    [InlineData(PortState.Filtered, "Filtered")]
    [InlineData(PortState.Closed, "Closed")]
    public async Task Write_FoldedState_IsTheStateThatIsShown(PortState folded, string shown)
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))]);
        var seen = Up("10.0.0.1");
        seen.Folded = [new FoldedPorts(folded, 1, [])];
        await inventory.RunsAsync(("syn", "22", [seen]));
        Assert.Equal([$"10.0.0.1:22 {shown} ssh"], await inventory.SayAsync());
    }

    [Fact]
    public async Task Write_SeveralFoldedStates_TheReasonsSayWhichPortHasWhich()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(80, "http"), Open(443, "https"))]);
        var seen = Up("10.0.0.1");
        seen.Folded =
        [
            new FoldedPorts(PortState.Closed, 2, [new FoldedRange(TransportProtocol.Tcp, "1,22-23")]),
            new FoldedPorts(PortState.OpenFiltered, 1, [new FoldedRange(TransportProtocol.Tcp, "80")]),
            new FoldedPorts(
                PortState.Filtered,
                1,
                [new FoldedRange(TransportProtocol.Udp, "443"), new FoldedRange(TransportProtocol.Tcp, "443")]
            ),
        ];
        await inventory.RunsAsync(("syn", "1-443", [seen]));
        Assert.Equal(["10.0.0.1:22 Closed ssh", "10.0.0.1:80 Open http", "10.0.0.1:443 Filtered https"], await inventory.SayAsync());
    }

    [Fact]
    public async Task Write_JoinedRuns_EachClosesOnlyWhatItAsked()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(80, "http")), Up("10.0.0.2", Open(22, "ssh"), Open(80, "http"))]);

        await inventory.RunsAsync(("connect", "80", [Up("10.0.0.1", Open(80, "http"))]), ("connect", "22", [Up("10.0.0.2")]));

        Assert.Equal(
            ["10.0.0.1:22 Open ssh", "10.0.0.1:80 Open http", "10.0.0.2:22 Closed ssh", "10.0.0.2:80 Open http"],
            await inventory.SayAsync()
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_PortTwiceInOneRun_WhatSaysMoreIsKeptInAnyOrder(bool deepFirst)
    {
        await using var inventory = await NewAsync();
        var vulners = new ScriptRecord("vulners", "\tCVE-2023-38408\t9.8\thttps://example.org", 40, []);
        HostRecord[] seen = [Up("10.0.0.1", Open(22, "ssh")), Up("10.0.0.1", Open(22, "ssh", "OpenSSH", "7.4", vulners))];

        await inventory.ScanAsync(deepFirst ? [.. seen.Reverse()] : seen);

        Assert.Equal(["10.0.0.1:22 Open ssh OpenSSH 7.4"], await inventory.SayAsync());
        await using var db = inventory.Store.Db();
        Assert.Equal(
            ("CVE-2023-38408", Severity.Critical),
            await db.Findings.Select(f => new ValueTuple<string, Severity>(f.Name, f.Severity)).SingleAsync()
        );
    }

    [Theory]
    [InlineData(true, "Closed")]
    [InlineData(false, "Open")]
    public async Task Write_OpenAndClosedInOneRun_TheNewerCounts(bool closedIsNewer, string state)
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"))]);
        var now = inventory.Store.Clock.GetUtcNow();
        var (open, closed) = (Up("10.0.0.1", Open(22, "ssh")), Up("10.0.0.1", Open(22)));
        closed.Ports[0].State = PortState.Closed;
        (open.SeenAt, closed.SeenAt) = (now.AddMinutes(10), now.AddMinutes(closedIsNewer ? 20 : 5));

        await inventory.RunsAsync(("syn", "22", [open, closed]));

        Assert.Equal([$"10.0.0.1:22 {state} ssh"], await inventory.SayAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_OpenThenFoldedClosedInOneRun_IsClosed(bool atOnce)
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(80, "http"))]);
        var (first, second) = (Up("10.0.0.1", Open(22, "ssh"), Open(80, "http")), Up("10.0.0.1", Open(80, "http")));
        second.Folded = [new FoldedPorts(PortState.Closed, 998, [])];
        var now = inventory.Store.Clock.GetUtcNow();
        await using var session = await inventory
            .Store.Get<InventoryWriter>()
            .BeginAsync(new ScanFrame(ScanId.New(now), SiteName.Main, "office", now), CancellationToken.None);
        session.Ask("syn", "tcp", "1-1000");
        foreach (
            var batch in atOnce
                ?
                [
                    [first, second],
                ]
                : (HostRecord[][])
                    [
                        [first],
                        [second],
                    ]
        )
            await session.WriteAsync(batch, CancellationToken.None);

        Assert.Equal(["10.0.0.1:22 Closed ssh", "10.0.0.1:80 Open http"], await inventory.SayAsync());
    }

    [Fact]
    public async Task Write_HostScriptsFinding_BelongsToEveryOpenServiceOfTheHost()
    {
        await using var inventory = await NewAsync();
        await inventory.ScanAsync([Up("10.0.0.1", Open(22, "ssh"), Open(445, "microsoft-ds"))]);
        var seen = Up("10.0.0.1", Open(445, "microsoft-ds"));
        seen.Scripts = [new ScriptRecord("smb-vuln-ms17-010", "x", 1, [new(1, "CVE-2017-0143", null), new(2, "state", "VULNERABLE")])];

        await inventory.RunsAsync(("syn", "445", [seen]));

        await using var db = inventory.Store.Db();
        Assert.Equal(
            [22, 445],
            await db
                .Findings.Where(f => f.Name == "CVE-2017-0143")
                .Join(db.Services, f => f.ServiceId, x => x.Id, (_, x) => x.Port)
                .OrderBy(p => p)
                .ToListAsync()
        );
        Assert.All(await db.Services.ToListAsync(), s => Assert.Equal(Severity.High, s.WorstFinding));
    }
}
