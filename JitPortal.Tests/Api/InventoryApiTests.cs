using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

/// <summary>What one imported file after another makes of the inventory, and what is decided on it, as programs see it.</summary>
public sealed class InventoryApiTests : IAsyncLifetime
{
    private readonly long _start = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 3600;
    private PortalApp _app = null!;
    private HttpClient _ida = null!;
    private HttpClient _mira = null!;
    private HttpClient _olga = null!;

    public async ValueTask InitializeAsync()
    {
        _app = PortalApp.Start(new() { ["Gateway:Ports"] = "24250-24299" });
        await _app.PersonAsync("ida@example.org", Role.Requester);
        await _app.PersonAsync("mira@example.org", Role.Approver);
        await _app.PersonAsync("olga@example.org", Role.Operator);
        (_ida, _mira, _olga) = (
            await _app.ApiAsync("ida@example.org"),
            await _app.ApiAsync("mira@example.org"),
            await _app.ApiAsync("olga@example.org")
        );
    }

    public async ValueTask DisposeAsync()
    {
        _ida.Dispose();
        _mira.Dispose();
        _olga.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Gone_IsNotShownAsOpen_AndAnAllowRuleDoesNotOpenItByItself()
    {
        await PolicyAsync("rules: [{ name: open, decision: allow }]");
        await ImportAsync(0, Info("80"), Up("10.40.14.1", Open(80)));
        await ImportAsync(100, Info("80"), Down("10.40.14.1"));

        var service = (await GetAsync("services?host=10.40.14.1")).GetProperty("items")[0];
        Assert.NotEqual("open", service.GetProperty("state").GetString());
        Assert.Equal(0, service.GetProperty("vantages").GetArrayLength());
        Assert.Equal("Gone", service.GetProperty("hostState").GetString());
        Assert.Equal(0, (await GetAsync("services?q=state:open")).GetProperty("items").GetArrayLength());
        var host = (await GetAsync("hosts/10.40.14.1")).GetProperty("host");
        Assert.Equal(("Gone", 0), (host.GetProperty("state").GetString(), host.GetProperty("services").GetInt32()));
        var verdict = (
            await PostAsync(_ida, "requests/preview", new { services = new[] { "10.40.14.1:80/tcp" } }, HttpStatusCode.OK)
        ).GetProperty("verdict");
        Assert.Equal("Ask", verdict.GetProperty("decision").GetString());
        Assert.Contains(
            verdict.GetProperty("sentences").EnumerateArray(),
            s =>
                s.GetString()!.Contains("newest scan", StringComparison.Ordinal)
                && s.GetString()!.Contains("did not find it", StringComparison.Ordinal)
        );
        var made = await PostAsync(
            _ida,
            "requests",
            new { services = new[] { "10.40.14.1:80/tcp" }, reason = "x" },
            HttpStatusCode.Created
        );
        Assert.Equal("Pending", made.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("closed", "conn-refused")]
    [InlineData("filtered", "no-response")]
    public async Task Closed_IsSaidInThePreview_AndAnAllowRuleDoesNotOpenItByItself(string state, string reason)
    {
        await PolicyAsync("rules: [{ name: open, decision: allow }]");
        await ImportAsync(0, Info("22,80"), Up("10.40.14.2", Open(80), Open(22)));
        await ImportAsync(100, Info("22,80"), Up("10.40.14.2", Port(80, state, reason), Open(22)));

        var verdict = (
            await PostAsync(_ida, "requests/preview", new { services = new[] { "10.40.14.2:80/tcp" } }, HttpStatusCode.OK)
        ).GetProperty("verdict");
        Assert.Equal("Ask", verdict.GetProperty("decision").GetString());
        Assert.Contains(
            verdict.GetProperty("sentences").EnumerateArray(),
            s => s.GetString()!.Contains("did not find it open", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Approve_WentAwayOrBecameAnotherMachineSinceTheRequest_NeedsASecondLook()
    {
        await PolicyAsync("rules: [{ name: ask, decision: ask }]");
        await ImportAsync(0, Info("22,80"), Up("10.40.14.3", Open(22, HostKey("aa")), Open(80)));
        var ssh = (await AskAsync("10.40.14.3:22/tcp")).GetProperty("id").GetString();
        var web = (await AskAsync("10.40.14.3:80/tcp")).GetProperty("id").GetString();
        await ImportAsync(100, Info("22,80"), Up("10.40.14.3", Open(22, HostKey("bb")), Port(80, "closed", "conn-refused")));

        var refused = await PostAsync(_mira, $"requests/{ssh}/approve", null, HttpStatusCode.Conflict);
        Assert.Equal("facts-changed", refused.GetProperty("code").GetString());
        Assert.Contains("host key", refused.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        var seen = await _mira.GetFromJsonAsync<JsonElement>($"/api/v1/requests/{ssh}");
        Assert.NotEqual(0, seen.GetProperty("secondLook").GetArrayLength());
        await PostAsync(_mira, $"requests/{ssh}/approve", new { seen = "something else" }, HttpStatusCode.Conflict);
        var approved = await PostAsync(
            _mira,
            $"requests/{ssh}/approve",
            new { seen = seen.GetProperty("factVersion").GetString() },
            HttpStatusCode.OK
        );
        Assert.Equal("Approved", approved.GetProperty("state").GetString());

        Assert.Contains(
            "did not find it open",
            (await PostAsync(_mira, $"requests/{web}/approve", null, HttpStatusCode.Conflict)).GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Approve_NothingThatMattersChanged_NeedsNoSecondLook()
    {
        await PolicyAsync("rules: [{ name: ask, decision: ask }]");
        await ImportAsync(0, Info("22,80"), Up("10.40.14.4", Open(22, HostKey("aa"))));
        var id = (await AskAsync("10.40.14.4:22/tcp")).GetProperty("id").GetString();
        await ImportAsync(100, Info("22,80"), Up("10.40.14.4", Open(22, HostKey("aa")), Open(80)));

        Assert.Equal(
            "Approved",
            (await PostAsync(_mira, $"requests/{id}/approve", null, HttpStatusCode.OK)).GetProperty("state").GetString()
        );
    }

    [Fact]
    public async Task NoPing_HostsThatGaveNoSign_AreNoAssets()
    {
        await ImportAsync(
            0,
            Info("1-100"),
            Silent("10.40.13.1", Open(22), "filtered"),
            Silent("10.40.13.2", "", "closed"),
            Silent("10.40.13.3", "", "filtered"),
            Silent("10.40.13.4", "", "open|filtered")
        );

        Assert.Equal(["10.40.13.1", "10.40.13.2"], await HostsAsync());
    }

    [Fact]
    public async Task NoPing_SilentNow_KeepsNoOldHostUp()
    {
        await ImportAsync(0, Info("22"), Up("10.40.13.5", Open(22)));
        await ImportAsync(100, Info("22"), Silent("10.40.13.5", "", "filtered"));

        Assert.Equal("Gone", (await GetAsync("hosts/10.40.13.5")).GetProperty("host").GetProperty("state").GetString());
        Assert.NotEqual("open", (await GetAsync("services?host=10.40.13.5")).GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Addresses_AllOfAHost_FindItAndCanBeAskedFor()
    {
        await PolicyAsync("rules: [{ name: ask, decision: ask }]");
        await ImportAsync(0, Info("22"), Up("10.40.10.6", """<address addr="2001:db8:40::6" addrtype="ipv6"/>""" + Open(22)));

        var host = (await GetAsync("hosts/2001:db8:40::6")).GetProperty("host");
        Assert.Equal("10.40.10.6", host.GetProperty("address").GetString());
        Assert.Equal("2001:db8:40::6", Assert.Single(host.GetProperty("otherAddresses").EnumerateArray()).GetString());
        Assert.Equal("10.40.10.6", (await GetAsync("hosts/10.40.10.6")).GetProperty("host").GetProperty("address").GetString());
        Assert.Single((await GetAsync("services?net=2001:db8:40::/64")).GetProperty("items").EnumerateArray());
        Assert.Single((await GetAsync("services?host=2001:db8:40::6")).GetProperty("items").EnumerateArray());
        Assert.Single((await GetAsync("hosts?net=2001:db8:40::/64")).GetProperty("items").EnumerateArray());
        Assert.Single((await GetAsync("services?net=10.40.10.0/24")).GetProperty("items").EnumerateArray());
        Assert.Empty((await GetAsync("services?net=2001:db8:41::/64")).GetProperty("items").EnumerateArray());
        Assert.Equal(
            "10.40.10.6",
            (await AskAsync("[2001:db8:40::6]:22/tcp")).GetProperty("services")[0].GetProperty("address").GetString()
        );
    }

    [Fact]
    public async Task LinkLocal_WithAZone_IsRefusedInWords()
    {
        var scan = await ImportAsync(0, Info("22"), Up("fe80::1%eth0", Open(22)), Up("fe80::1%eth1", Open(22)), Up("10.40.10.7", Open(22)));

        Assert.Equal(["10.40.10.7"], await HostsAsync());
        Assert.Contains(
            scan.GetProperty("warnings").EnumerateArray(),
            w => w.GetProperty("sentence").GetString()!.Contains("fe80::1%eth1", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Office", "office")]
    [InlineData("Head Office", " head  office ")]
    public async Task Vantage_SpelledAnotherWay_IsTheSame(string first, string later)
    {
        await ImportFromAsync(0, first, "nmap -sT -oX - x", Info("22,80"), Up("10.40.25.1", Open(80), Open(22)));
        var scan = await ImportFromAsync(100, later, "nmap -sT -oX - x", Info("22,80"), Up("10.40.25.1", Open(80)));

        Assert.Equal(first, scan.GetProperty("vantage").GetString());
        Assert.Equal(
            "closed",
            (await GetAsync("services?host=10.40.25.1&port=22")).GetProperty("items")[0].GetProperty("state").GetString()
        );
        Assert.Equal(
            first,
            Assert
                .Single(
                    (await GetAsync("services?host=10.40.25.1&port=80")).GetProperty("items")[0].GetProperty("vantages").EnumerateArray()
                )
                .GetString()
        );
    }

    [Fact]
    public async Task OpenOnly_HostNotListedAgain_ClosesWhatWasAsked()
    {
        await ImportAsync(
            0,
            Info("22,80,443"),
            Up("10.40.26.1", Open(22), Open(443)),
            Up("10.40.26.2", Open(22)),
            Up("10.40.26.3", Open(22)),
            Up("10.40.27.1", Open(22))
        );
        await ImportFromAsync(
            100,
            "office",
            "nmap -sT --open -p 22,80 --exclude 10.40.26.3 -oX 10.40.27.1 10.40.26.0/24",
            Info("22,80"),
            Up("10.40.26.2", Open(22))
        );

        Assert.Equal(
            ["10.40.26.1:22 closed", "10.40.26.1:443 open", "10.40.26.2:22 open", "10.40.26.3:22 open", "10.40.27.1:22 open"],
            (await GetAsync("services"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(s =>
                    $"{s.GetProperty("address").GetString()}:{s.GetProperty("port").GetInt32()} {s.GetProperty("state").GetString()}"
                )
        );
    }

    [Fact]
    public async Task OpenOnly_NotCompleteOrOlder_ClosesNothing()
    {
        await ImportAsync(100, Info("22,80"), Up("10.40.26.1", Open(22)));
        await ImportFromAsync(0, "office", "nmap -sT --open -p 22,80 10.40.26.0/24", Info("22,80"), Up("10.40.26.2", Open(22)));
        await ImportFromAsync(200, "office", "nmap -sT --open -p 22,80 10.40.26.0/24", Info("22,80"), "<host>");

        Assert.Equal("open", (await GetAsync("services?host=10.40.26.1")).GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task TimedOut_IsSaidWithTheHost()
    {
        await ImportAsync(0, Info("22,80"), Up("10.40.28.1", Open(22)));
        var scan = await ImportAsync(
            100,
            Info("22,80"),
            Up("10.40.28.1", "").Replace("<host ", "<host timedout=\"true\" ", StringComparison.Ordinal),
            Up("10.40.28.2", Open(80))
        );

        Assert.False(scan.GetProperty("complete").GetBoolean());
        Assert.Contains(
            scan.GetProperty("warnings").EnumerateArray(),
            w => w.GetProperty("sentence").GetString()!.Contains("10.40.28.1", StringComparison.Ordinal)
        );
        Assert.Equal("open", (await GetAsync("services?host=10.40.28.1")).GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Host_WithEveryPortOpen_AnswersInBoundedPieces()
    {
        var ports = string.Concat(
            Enumerable.Range(1, 65_535).Select(p => $"""<port protocol="tcp" portid="{p}"><state state="open" reason="syn-ack"/></port>""")
        );
        await ImportAsync(0, Info("1-65535"), Up("10.40.29.1", $"<ports>{ports}</ports>", wrap: false));

        var before = TimeProvider.System.GetTimestamp();
        var text = await _olga.GetStringAsync(new Uri("/api/v1/hosts/10.40.29.1", UriKind.Relative));
        Assert.True(TimeProvider.System.GetElapsedTime(before) < TimeSpan.FromSeconds(10));
        Assert.InRange(text.Length, 1000, 1_000_000);
        var detail = JsonDocument.Parse(text).RootElement;
        Assert.Equal(
            (65_535, 1000),
            (detail.GetProperty("host").GetProperty("services").GetInt32(), detail.GetProperty("services").GetArrayLength())
        );
        Assert.Equal(65_535, detail.GetProperty("servicesTotal").GetInt32());
        var second = await GetAsync($"hosts/10.40.29.1?after={detail.GetProperty("next").GetString()}&limit=10");
        Assert.Equal(1001, second.GetProperty("services")[0].GetProperty("port").GetInt32());
        Assert.Equal(10, second.GetProperty("services").GetArrayLength());
        var page = await GetAsync("services?host=10.40.29.1&limit=1000&after=65000");
        Assert.Equal((535, 65_535), (page.GetProperty("items").GetArrayLength(), page.GetProperty("total").GetInt32()));
    }

    private static string Info(string ports) => $"""<scaninfo type="connect" protocol="tcp" numservices="1" services="{ports}"/>""";

    private static string Up(string address, params string[] inside) => Up(address, string.Concat(inside), wrap: true);

    private static string Up(string address, string inside, bool wrap)
    {
        var at = inside.LastIndexOf("<address", StringComparison.Ordinal) < 0 ? 0 : inside.IndexOf("/>", StringComparison.Ordinal) + 2;
        var ports = wrap ? $"<ports>{inside[at..]}</ports>" : inside[at..];
        return $"""<host starttime="AT" endtime="AT"><status state="up" reason="syn-ack"/><address addr="{address}" addrtype="{(address.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4")}"/>{inside[..at]}{ports}</host>""";
    }

    private static string Down(string address) =>
        $"""<host><status state="down" reason="no-response"/><address addr="{address}" addrtype="ipv4"/></host>""";

    private static string Silent(string address, string ports, string folded) =>
        $"""<host starttime="AT" endtime="AT"><status state="up" reason="user-set"/><address addr="{address}" addrtype="ipv4"/><ports><extraports state="{folded}" count="100"/>{ports}</ports></host>""";

    private static string Open(int port, string inside = "") => Port(port, "open", "syn-ack", inside);

    private static string Port(int port, string state, string reason, string inside = "") =>
        $"""<port protocol="tcp" portid="{port}"><state state="{state}" reason="{reason}"/>{inside}</port>""";

    private static string HostKey(string print) =>
        $"""<script id="ssh-hostkey" output="k"><table><elem key="type">ssh-ed25519</elem><elem key="fingerprint">{print}</elem></table></script>""";

    private async Task<string?[]> HostsAsync() =>
        [.. (await GetAsync("hosts")).GetProperty("items").EnumerateArray().Select(h => h.GetProperty("address").GetString())];

    private Task<JsonElement> AskAsync(string service) =>
        PostAsync(_ida, "requests", new { services = new[] { service }, reason = "x" }, HttpStatusCode.Created);

    private Task<JsonElement> ImportAsync(int later, params string[] inside) =>
        ImportFromAsync(later, "office", "nmap -sT -oX - x", inside);

    private async Task<JsonElement> ImportFromAsync(int later, string vantage, string args, params string[] inside)
    {
        var at = $"{_start + later}";
        var xml = $"""
            <?xml version="1.0"?><nmaprun scanner="nmap" args="{args}" start="{at}" version="7.94">{string.Concat(inside).Replace(
                "\"AT\"",
                $"\"{at}\"",
                StringComparison.Ordinal
            )}
            <runstats><finished time="{at}" exit="success"/></runstats></nmaprun>
            """;
        using var body = new StringContent(xml);
        using var answer = await _olga.PostAsync(
            new Uri($"/api/v1/scans/import?vantage={Uri.EscapeDataString(vantage)}", UriKind.Relative),
            body
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> GetAsync(string path) => _olga.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");

    private async Task PolicyAsync(string yaml)
    {
        using var content = new StringContent(yaml, Encoding.UTF8, "application/yaml");
        using var answer = await _olga.PutAsync(new Uri("/api/v1/policies", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<JsonElement> PostAsync(HttpClient who, string path, object? body, HttpStatusCode expected)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        using var answer = await who.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement.Clone();
    }
}
