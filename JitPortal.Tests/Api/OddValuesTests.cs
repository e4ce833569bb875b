using System.Net;
using System.Text;
using System.Text.Json;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

/// <summary>
/// Every call of the served description with odd values in every place of its query, route and body, as a requester and as somebody with
/// every role, on both databases: whatever it answers, nothing failed inside.
/// </summary>
public sealed class OddValuesTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly string[] Texts =
    [
        "",
        "\0",
        "a\0b",
        "\u202Ex",
        "\uFFFF",
        "-1",
        "0",
        "99999999999999999999999",
        "1e400",
        "NaN",
        "junk",
        "null",
        "true",
        "%",
        "\\",
        "'\"",
        "*",
        "a b c d e f g h i j k",
        "10.0.0.0/0",
        "::/0",
        "1-2-3",
        "9223372036854775807-2147483647",
        "2147483647",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.9999999Z",
        "PT999999999999H",
        "-PT1S",
        "P366D",
        "00000000-0000-0000-0000-000000000000",
        "\n",
        new('x', 6000),
    ];

    private static readonly string[] Raw =
    [
        "null",
        "true",
        "0",
        "-1",
        "1e400",
        "9223372036854775808",
        "[]",
        "[null]",
        "[[]]",
        "{}",
        "{\"a\":null}",
        "\"\\ud800\"",
        "\"\\u0000\"",
        .. Texts.Select(t => JsonSerializer.Serialize(t)),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_WithOddValuesEverywhere_NeverFailInside(bool onPostgres)
    {
        Assert.SkipUnless(!onPostgres || postgres.IsThere, PostgresFixture.Missing);
        await using var stage = await ApiFixture.SetAsync(
            onPostgres ? await postgres.NewDatabaseAsync() : null,
            onPostgres ? "25100-25199" : "25200-25299"
        );
        var request = await stage.AskAsync();
        var description = JsonDocument
            .Parse(await stage.Operator.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))
            .RootElement;
        List<string> failed = [];
        var calls = 0;
        foreach (var who in new[] { stage.Requester, stage.Everything })
        {
            foreach (var (method, path, query, body) in Calls(description, request))
            {
                using var call = new HttpRequestMessage(new HttpMethod(method), new Uri($"{path}{query}", UriKind.Relative));
                // Each call from an address of its own, so that the rate limit does not answer for the verb.
                call.Headers.Add("X-Forwarded-For", $"10.77.{calls / 250}.{calls++ % 250}");
                if (body is not null)
                    call.Content = new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await who.SendAsync(call);
                var text = await answer.Content.ReadAsStringAsync();
                if ((int)answer.StatusCode >= 500 && answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                    failed.Add($"{(int)answer.StatusCode} {method} {path}{query} {body}");
                else if ((int)answer.StatusCode >= 401 && !text.Contains("\"code\"", StringComparison.Ordinal))
                    failed.Add($"{(int)answer.StatusCode} without a code: {method} {path}{query} {body}: {text}");
            }
        }

        Assert.True(calls > 1000, $"Only {calls} calls were made.");
        Assert.True(
            failed.Count == 0,
            $"{failed.Count} of {calls}:\n{string.Join('\n', failed.Take(40).Select(f => f.Length > 400 ? f[..400] : f))}"
        );
    }

    /// <summary>One odd value at a time, all else as it should be or left out.</summary>
    private static IEnumerable<(string Method, string Path, string Query, string? Body)> Calls(JsonElement description, string request)
    {
        foreach (var path in description.GetProperty("paths").EnumerateObject())
        {
            foreach (var call in path.Value.EnumerateObject().Where(c => c.Name is "get" or "post" or "put" or "delete"))
            {
                var method = call.Name.ToUpperInvariant();
                var places = call.Value.TryGetProperty("parameters", out var all)
                    ? all.EnumerateArray()
                        .Select(p => (Name: p.GetProperty("name").GetString()!, In: p.GetProperty("in").GetString()!))
                        .ToList()
                    : [];
                var good = places
                    .Where(p => p.In == "path")
                    .Aggregate(
                        path.Name,
                        (so, p) =>
                            so.Replace(
                                $"{{{p.Name}}}",
                                path.Name.Contains("/requests/", StringComparison.Ordinal) ? request : "1",
                                StringComparison.Ordinal
                            )
                    );
                var hasBody = call.Value.TryGetProperty("requestBody", out var body);
                foreach (var text in Texts)
                {
                    foreach (var place in places.Where(p => p.In == "query"))
                        yield return (method, good, $"?{place.Name}={Uri.EscapeDataString(text)}", null);
                    // A server refuses a NUL in a path before any of our code is reached, and an empty part is another path.
                    foreach (
                        var place in places.Where(p => p.In == "path" && text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal))
                    )
                        yield return (
                            method,
                            path.Name.Replace($"{{{place.Name}}}", Uri.EscapeDataString(text), StringComparison.Ordinal)
                                .Replace("{", "", StringComparison.Ordinal)
                                .Replace("}", "", StringComparison.Ordinal),
                            "",
                            hasBody ? "{}" : null
                        );
                }

                if (!hasBody)
                    continue;
                foreach (var raw in Raw)
                {
                    yield return (method, good, "", raw);
                    foreach (var field in Fields(description, body))
                        yield return (method, good, "", $"{{\"services\":[1],\"rules\":[],\"reason\":\"x\",\"{field}\":{raw}}}");
                }
            }
        }
    }

    private static IEnumerable<string> Fields(JsonElement description, JsonElement body)
    {
        if (!body.GetProperty("content").TryGetProperty("application/json", out var json) || !json.TryGetProperty("schema", out var schema))
            return [];
        if (schema.TryGetProperty("oneOf", out var either))
            schema = either.EnumerateArray().Last();
        if (schema.TryGetProperty("$ref", out var reference))
            schema = description.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        return schema.TryGetProperty("properties", out var fields) ? fields.EnumerateObject().Select(f => f.Name) : [];
    }
}
