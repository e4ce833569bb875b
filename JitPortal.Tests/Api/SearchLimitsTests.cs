using System.Net;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

/// <summary>Searches and lists with absurd values: a sentence, or the right answer, never a failure inside; on both databases.</summary>
public sealed class SearchLimitsTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly string ManyWords = string.Join(' ', Enumerable.Range(0, 1500).Select(i => $"w{i}"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Searches_AbsurdlyLong_AreRefusedWithASentence(bool onPostgres)
    {
        Assert.SkipUnless(!onPostgres || postgres.IsThere, PostgresFixture.Missing);
        await using var stage = await ApiFixture.SetAsync(
            onPostgres ? await postgres.NewDatabaseAsync() : null,
            onPostgres ? "29500-29519" : "29520-29539"
        );
        string[] searches =
        [
            ManyWords,
            string.Join(' ', Enumerable.Range(0, 40).Select(i => $"w{i}")),
            new string('x', 7000),
            string.Join(' ', Enumerable.Repeat("a", 3000)),
            string.Join(' ', Enumerable.Range(0, 300).Select(i => $"net:10.{i % 250}.0.0/16")),
            string.Join(' ', Enumerable.Range(1, 400).Select(i => $"port:{i}")),
        ];
        foreach (var list in (string[])["services", "hosts", "journal", "services/export?format=csv", "journal/export"])
        {
            foreach (var q in searches)
            {
                var call = $"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}q={Uri.EscapeDataString(q)}";
                var (status, body) = await ApiFixture.CallAsync(stage.Everything, "GET", call);
                if (status == HttpStatusCode.RequestUriTooLong)
                    continue;
                Assert.True(status == HttpStatusCode.UnprocessableEntity, $"{list} {q[..20]}: {(int)status} {body}");
                Assert.Contains("at most", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
            }
        }

        foreach (var list in (string[])["services", "hosts", "journal", "requests", "grants", "scans"])
        {
            foreach (
                var (name, value) in new[]
                {
                    ("limit", "2147483647"),
                    ("limit", "2147483648"),
                    ("limit", "-2147483648"),
                    ("after", "garbage"),
                    ("after", new string('9', 400)),
                    ("after", "-1"),
                    ("after", "\uD83D\uDE00"),
                }
            )
            {
                var (status, body) = await ApiFixture.CallAsync(stage.Everything, "GET", $"{list}?{name}={Uri.EscapeDataString(value)}");
                Assert.True(
                    status is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity,
                    $"{list} {name}={value}: {(int)status} {body}"
                );
                if (status == HttpStatusCode.UnprocessableEntity)
                    Assert.NotEmpty(body.GetProperty("detail").GetString()!);
                if (name == "limit" && value == "2147483647")
                    Assert.Equal(HttpStatusCode.OK, status);
                if (name == "after" && value == "garbage")
                    Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            }
        }
    }

    [Fact]
    public async Task Sources_ThatAreNoMachine_AreRefusedWithASentence()
    {
        await using var stage = await ApiFixture.SetAsync(ports: "29540-29559");
        foreach (
            var source in (string[])
                [
                    "224.0.0.1",
                    "239.255.255.250",
                    "255.255.255.255",
                    "0.0.0.0",
                    "0.1.2.3",
                    "240.0.0.1",
                    "::",
                    "ff02::1",
                    "::ffff:224.0.0.1",
                    "::ffff:255.255.255.255",
                    "::ffff:0.0.0.0",
                ]
        )
        {
            var ask = JsonSerializer.Serialize(
                new
                {
                    services = new[] { stage.ServiceId },
                    duration = "PT10S",
                    reason = "test",
                    source,
                }
            );
            foreach (var call in (string[])["requests", "requests/preview"])
            {
                var (status, body) = await ApiFixture.CallAsync(stage.Requester, "POST", call, ask);
                Assert.True(status == HttpStatusCode.UnprocessableEntity, $"{call} {source}: {(int)status} {body}");
                Assert.Contains("source", body.ToString(), StringComparison.Ordinal);
            }
        }
    }
}
