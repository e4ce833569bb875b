using System.Net;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

public sealed class SqliteAnswersTests : AnswersTests
{
    private protected override Task<ApiFixture> SetAsync() => ApiFixture.SetAsync();
}

public sealed class PostgresAnswersTests(PostgresFixture postgres) : AnswersTests, IClassFixture<PostgresFixture>
{
    private protected override async Task<ApiFixture> SetAsync()
    {
        Assert.SkipUnless(postgres.IsThere, PostgresFixture.Missing);
        return await ApiFixture.SetAsync(await postgres.NewDatabaseAsync(), "24500-24749");
    }
}

/// <summary>What the API answers to odd input, the same on both databases: never a failure, always a sentence.</summary>
public abstract class AnswersTests : IAsyncLifetime
{
    private const HttpStatusCode Invalid = HttpStatusCode.UnprocessableEntity;

    private ApiFixture _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await SetAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stage is not null)
            await _stage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<ApiFixture> SetAsync();

    [Fact]
    public async Task Reason_ThatShowsNothing_IsNone()
    {
        foreach (
            var nothing in new[]
            {
                " ",
                "\u200B",
                "\u202E",
                "\u2800",
                "\u3164",
                "\uFEFF",
                "\u0301\u0302",
                "\u2066\u2069",
                "\u00AD",
                "\0",
                "\u115F",
                "\uE000",
                "\U000E0041",
                " \u200B\u2800\n",
            }
        )
        {
            var reason = JsonSerializer.Serialize(nothing);
            var answer = await ApiFixture.ExpectAsync(
                Invalid,
                _stage.Requester,
                "POST",
                "requests",
                $$"""{"services":[{{_stage.ServiceId}}],"duration":"PT10S","reason":{{reason}}}"""
            );
            Assert.Equal("reason", answer.GetProperty("problems")[0].GetProperty("field").GetString());
        }

        var id = await _stage.AskAsync();
        await ApiFixture.ExpectAsync(Invalid, _stage.Approver, "POST", $"requests/{id}/deny", """{"reason":"\u202e\u200b"}""");
        await ApiFixture.ExpectAsync(
            Invalid,
            _stage.Requester,
            "POST",
            "requests",
            $$"""{"services":[{{_stage.ServiceId}}],"reason":"\ud800"}"""
        );
    }

    [Fact]
    public async Task TypedText_ThatDeceives_IsReplacedWhereItCanBeSeen()
    {
        var id = await _stage.AskAsync("Restore of \u202Egnp.exe\u202C the backup");
        var seen = await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Approver, "GET", $"requests/{id}");
        Assert.Equal("Restore of \uFFFDgnp.exe\uFFFD the backup", seen.GetProperty("reason").GetString());

        var denied = await ApiFixture.ExpectAsync(
            HttpStatusCode.OK,
            _stage.Approver,
            "POST",
            $"requests/{id}/deny",
            """{"reason":"no\u0000 \u2066way"}"""
        );
        Assert.Equal("no\uFFFD \uFFFDway", denied.GetProperty("decisions")[0].GetProperty("comment").GetString());

        var other = await _stage.AskAsync("a\0b");
        var approved = await ApiFixture.ExpectAsync(
            HttpStatusCode.OK,
            _stage.Approver,
            "POST",
            $"requests/{other}/approve",
            """{"comment":"go\u0000\u061c"}"""
        );
        Assert.Equal("go\uFFFD\uFFFD", approved.GetProperty("decisions")[0].GetProperty("comment").GetString());
        var grant = approved.GetProperty("grants")[0].GetString();
        var revoked = await ApiFixture.ExpectAsync(
            HttpStatusCode.OK,
            _stage.Operator,
            "POST",
            $"grants/{grant}/revoke",
            """{"reason":"st\u0000op"}"""
        );
        Assert.Equal("st\uFFFDop", revoked.GetProperty("note").GetString());

        var rules = await ApiFixture.ExpectAsync(
            Invalid,
            _stage.Operator,
            "PUT",
            "sensitivity-rules",
            """{"rules":[{"name":"\u3164","ports":["22"],"sensitivity":"High"}]}"""
        );
        Assert.Contains("rules[0].name", rules.ToString(), StringComparison.Ordinal);
        await ApiFixture.ExpectAsync(
            HttpStatusCode.OK,
            _stage.Operator,
            "PUT",
            "sensitivity-rules",
            """{"rules":[{"name":"a\u0000b","ports":["22"],"sensitivity":"High"}]}"""
        );
        var policy = await ApiFixture.ExpectAsync(
            Invalid,
            _stage.Operator,
            "PUT",
            "policies",
            """{"rules":[{"name":"a\u202eb","decision":"deny","sentence":"x\u0000y"}]}"""
        );
        Assert.Contains("U+202E", policy.ToString(), StringComparison.Ordinal);
        var raw = await ApiFixture.ExpectAsync(
            Invalid,
            _stage.Operator,
            "PUT",
            "policies",
            "rules:\n  - name: a\0b\n    decision: deny\n",
            "application/yaml"
        );
        Assert.Contains("U+0000", raw.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfOddWords_IsAnsweredOrRefusedWithASentence()
    {
        foreach (var list in new[] { "services", "hosts", "journal" })
        {
            foreach (var q in new[] { "%00", "a%00b", "%ED%A0%80", "%E2%80%AE", "%25", "_", "%5C", "'", "%22" })
                await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", $"{list}?q={q}");
            foreach (var many in new[] { "word", "10.0.0.1", "port:1", "a" })
            {
                var (status, body) = await ApiFixture.CallAsync(
                    _stage.Operator,
                    "GET",
                    $"{list}?q={Uri.EscapeDataString(string.Join(' ', Enumerable.Repeat(many, 700)))}"
                );
                Assert.Equal((Invalid, "q"), (status, body.GetProperty("problems")[0].GetProperty("field").GetString()));
            }
        }

        foreach (var field in new[] { "type", "actor", "subject" })
            await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", $"journal?{field}=a%00b");
        await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", "services?service=a%00*");
        await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", "services/export?q=%00");
        await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", "journal/export?q=%00");
    }

    [Fact]
    public async Task Dates_AtTheEndsOfTheCalendar_AreRefusedWithASentence()
    {
        foreach (var path in new[] { "requests", "requests/preview" })
        {
            foreach (
                var start in new[]
                {
                    "9999-12-31T23:00:00Z",
                    "9999-12-31T23:59:59.9999999Z",
                    "9000-01-01T00:00:00Z",
                    "0001-01-01T00:00:00Z",
                }
            )
            {
                var (status, body) = await ApiFixture.CallAsync(
                    _stage.Requester,
                    "POST",
                    path,
                    $$"""{"services":[{{_stage.ServiceId}}],"duration":"P1D","reason":"x","startAt":"{{start}}"}"""
                );
                Assert.Equal(path == "requests" ? Invalid : HttpStatusCode.OK, status);
                Assert.Contains(
                    start[0] == '9' ? "The start is more than 7 d ahead." : "The start has passed",
                    body.ToString(),
                    StringComparison.Ordinal
                );
            }

            foreach (var start in new[] { "9999-12-31T23:00:00-05:00", "10000-01-01T00:00:00Z", "never" })
                await ApiFixture.ExpectAsync(
                    Invalid,
                    _stage.Requester,
                    "POST",
                    path,
                    $$"""{"services":[{{_stage.ServiceId}}],"reason":"x","startAt":"{{start}}"}"""
                );
        }

        foreach (var duration in new[] { "30m", "PT999999H", "P1Y", "", "PT", "-PT5M", "99999999999999999999" })
        {
            var id = await _stage.AskAsync();
            await ApiFixture.ExpectAsync(Invalid, _stage.Approver, "POST", $"requests/{id}/approve", $$"""{"duration":"{{duration}}"}""");
            await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Requester, "POST", $"requests/{id}/withdraw");
        }

        var read = await ApiFixture.ExpectAsync(
            Invalid,
            _stage.Requester,
            "POST",
            "requests",
            $$"""{"services":[{{_stage.ServiceId}}],"reason":"x","duration":"30m"}"""
        );
        Assert.Contains("“30m”", read.ToString(), StringComparison.Ordinal);
        Assert.Contains("PT30M", read.ToString(), StringComparison.Ordinal);
        foreach (
            var range in new[]
            {
                "since=0001-01-01T00:00:00Z",
                "until=0001-01-01T00:00:00Z",
                "until=0001-01-02T00:00:00Z",
                "since=9999-12-31T23:59:59Z",
                "since=2026-01-01T00:00:00%2B02:00",
            }
        )
        {
            var (status, body) = await ApiFixture.CallAsync(_stage.Operator, "GET", $"reports/revocation-latency?{range}");
            Assert.True(status is HttpStatusCode.OK or Invalid, $"{range}: {status} {body}");
        }

        foreach (var range in new[] { "from=0001-01-01T00:00:00Z", "to=9999-12-31T23:59:59Z", "from=2026-01-01T00:00:00%2B02:00" })
            await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", $"journal?{range}");
        Assert.Contains(
            "with its zone",
            (await ApiFixture.ExpectAsync(Invalid, _stage.Operator, "GET", "journal?from=yesterday")).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Filters_NamesInAnyCaseAndSeveral_UnknownOnesAreToldWhatThereIs()
    {
        var pending = await _stage.AskAsync();
        var withdrawn = await _stage.AskAsync();
        await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Requester, "POST", $"requests/{withdrawn}/withdraw");
        Assert.Equal([pending], await IdsAsync("requests?state=pending"));
        Assert.Equal([], await IdsAsync("requests?state=Approved,Denied"));
        foreach (var both in new[] { "Pending,Withdrawn", "pending,%20WITHDRAWN", "Pending&state=Withdrawn" })
            Assert.Equal([withdrawn, pending], await IdsAsync($"requests?state={both}"));
        Assert.Equal(2, (await IdsAsync("requests?state=")).Count);
        foreach (var list in new[] { "requests", "grants", "hosts", "services", "scans" })
        {
            foreach (var odd in new[] { "99", "0", "junk", "Open,junk", "%00" })
            {
                var told = await ApiFixture.ExpectAsync(Invalid, _stage.Operator, "GET", $"{list}?state={odd}");
                var there = list switch
                {
                    "requests" => "Pending",
                    "grants" => "Closing",
                    "hosts" => "Gone",
                    "services" => "filtered",
                    _ => "Queued",
                };
                Assert.Contains(there, told.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }

            foreach (var query in new[] { "limit=0", "limit=-1", "limit=ten", "limit=99999999999999999999", "after=junk" })
                await ApiFixture.ExpectAsync(Invalid, _stage.Operator, "GET", $"{list}?{query}");
            await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", $"{list}?limit=100000");
        }

        await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", "grants?state=open,CLOSED");
        Assert.Single(
            (await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", "hosts?state=up,gone"))
                .GetProperty("items")
                .EnumerateArray()
        );
        Assert.Empty(
            (await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", "hosts?state=gone"))
                .GetProperty("items")
                .EnumerateArray()
        );
        foreach (
            var odd in new[]
            {
                "services?sensitivity=junk",
                "services?sensitivity=3",
                "services?sort=junk",
                "services?port=99999",
                "services?net=nowhere",
                "requests?mine=perhaps",
                "journal?newest=2",
                "journal?after=x",
                "journal/export?format=xml",
                "policies/versions?after=x",
            }
        )
        {
            var told = await ApiFixture.ExpectAsync(Invalid, _stage.Operator, "GET", odd);
            Assert.DoesNotContain("bind", told.ToString(), StringComparison.Ordinal);
        }

        foreach (
            var unknown in new[]
            {
                $"requests/{Guid.NewGuid():n}",
                $"grants/{Guid.NewGuid():n}",
                $"scans/{Guid.NewGuid():n}",
                "services/999999",
                "hosts/10.9.9.9",
                "hosts/junk",
                "policies/versions/99",
                "requests/junk",
                "services/99999999999999999999",
            }
        )
            await ApiFixture.ExpectAsync(HttpStatusCode.NotFound, _stage.Operator, "GET", unknown);
    }

    [Fact]
    public async Task Body_OfAnotherForm_IsToldWhatWhereAndWhatToWrite()
    {
        (string Method, string Path, string Json, string Sentence)[] bodies =
        [
            ("POST", "requests", "null", "body-missing"),
            ("POST", "requests", "[]", "Write an object"),
            ("POST", "requests", "{", "not JSON: line 1, column"),
            ("POST", "requests", """{"services":[null],"reason":"x"}""", "A service is an id"),
            ("POST", "requests", """{"services":"1","reason":"x"}""", "is a list"),
            ("POST", "requests", """{"services":[1e400]}""", "A service is an id"),
            ("POST", "requests", """{"services":[],"reason":7}""", "“reason” cannot be read (line 1, column 26): Write a text"),
            ("POST", "requests", """{"services":null}""", "services"),
            ("POST", "requests", """{}""", "services"),
            (
                "POST",
                "requests",
                """{"services":["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a"]}""",
                "1 to 20|one to 20"
            ),
            (
                "PUT",
                "sensitivity-rules",
                """{"rules":[{"name":"x","ports":["1"],"sensitivity":"Huge"}]}""",
                "Low, Moderate, High, Critical"
            ),
            ("PUT", "sensitivity-rules", """{"rules":[{"name":"x","ports":["1"],"sensitivity":2}]}""", "Low, Moderate, High, Critical"),
            ("PUT", "sensitivity-rules", """{"rules":[null]}""", "name"),
            ("PUT", "sensitivity-rules", """{"version":"1","rules":[]}""", "whole number"),
            ("POST", "scans", """{"target":"10.0.0.1","profile":"junk"}""", "standard"),
        ];
        foreach (var (method, path, json, sentence) in bodies)
        {
            var told = (await ApiFixture.ExpectAsync(Invalid, _stage.Everything, method, path, json)).ToString();
            Assert.True(sentence.Split('|').Any(s => told.Contains(s, StringComparison.Ordinal)), $"{json}: {told}");
            Assert.DoesNotContain("System.", told, StringComparison.Ordinal);
            Assert.DoesNotContain("JitPortal.", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Routes_UnknownOrOtherMethodOrType_AreProblems()
    {
        await ProblemAsync(HttpStatusCode.NotFound, "GET", "no-such-call");
        await ProblemAsync(HttpStatusCode.NotFound, "POST", "requests/1/2/3");
        await ProblemAsync(HttpStatusCode.MethodNotAllowed, "DELETE", "requests");
        await ProblemAsync(HttpStatusCode.MethodNotAllowed, "PATCH", "hosts");
        await ProblemAsync(HttpStatusCode.UnsupportedMediaType, "POST", "requests", "<x/>", "application/xml");
        await ProblemAsync(HttpStatusCode.UnsupportedMediaType, "PUT", "policies", "rules: []", "text/html");
        using var head = new HttpRequestMessage(HttpMethod.Head, "/api/v1/hosts");
        using var answer = await _stage.Operator.SendAsync(head);
        Assert.Equal((HttpStatusCode.OK, 0), (answer.StatusCode, (await answer.Content.ReadAsByteArrayAsync()).Length));
    }

    [Fact]
    public async Task Metrics_WithoutATokenOrItsScope_AreRefusedAsToPrograms()
    {
        using var stranger = _stage.App.Visitor();
        using var none = await stranger.GetAsync("/metrics");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (none.StatusCode, none.Headers.WwwAuthenticate.ToString()));
        using var narrow = await _stage.App.ApiAsync("olga@example.org", "scans:read");
        using var other = await narrow.GetAsync("/metrics");
        Assert.Equal(
            (HttpStatusCode.Forbidden, "application/problem+json"),
            (other.StatusCode, other.Content.Headers.ContentType?.MediaType)
        );
        using var well = await _stage.Operator.GetAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, well.StatusCode);
        using var reference = await stranger.GetAsync("/api/");
        Assert.Equal(HttpStatusCode.OK, reference.StatusCode);
    }

    private async Task<IReadOnlyList<string?>> IdsAsync(string path) =>
        [
            .. (await ApiFixture.ExpectAsync(HttpStatusCode.OK, _stage.Operator, "GET", path))
                .GetProperty("items")
                .EnumerateArray()
                .Select(i => i.GetProperty("id").GetString()),
        ];

    private async Task ProblemAsync(
        HttpStatusCode expected,
        string method,
        string path,
        string? body = null,
        string type = "application/json"
    )
    {
        var problem = await ApiFixture.ExpectAsync(expected, _stage.Operator, method, path, body, type);
        Assert.True(problem.TryGetProperty("code", out _), problem.ToString());
    }
}
