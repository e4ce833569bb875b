using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

public sealed class MapApiTests
{
    [Fact]
    public async Task Get_Twice_AnswersTheSecondFromTheTag()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        using var api = await app.ApiAsync("ida@example.org");

        using var first = await api.SendAsync(Ask("application/octet-stream"));
        var tag = first.Headers.ETag!;
        using var again = await api.SendAsync(Ask("application/octet-stream", tag));
        using var json = await api.SendAsync(Ask("application/json", tag));

        Assert.Equal("JPM1"u8.ToArray(), (await first.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.OK, json.StatusCode);
        Assert.Contains("\"networks\"", await json.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WhereGzipIsTaken_SendsTheSameBytesPacked()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        using var api = await app.ApiAsync("ida@example.org");
        var ask = Ask("application/octet-stream");
        ask.Headers.AcceptEncoding.ParseAdd("gzip, br");
        var refusing = Ask("application/octet-stream");
        refusing.Headers.AcceptEncoding.ParseAdd("gzip;q=0");

        using var packed = await api.SendAsync(ask);
        using var plain = await api.SendAsync(refusing);

        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.NotEqual(plain.Headers.ETag, packed.Headers.ETag);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        await unpacked.CopyToAsync(bytes);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), bytes.ToArray());
    }

    [Fact]
    public async Task Get_WithoutASession_IsRefused()
    {
        await using var app = PortalApp.Start();
        using var visitor = app.Visitor();

        using var answer = await visitor.GetAsync("api/v1/map");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Paths_OfARequester_AreTheirOwnAndNeverKept()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        using var api = await app.ApiAsync("ida@example.org");

        using var answer = await api.GetAsync("api/v1/map/paths");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Contains("\"all\":false", text, StringComparison.Ordinal);
        Assert.Contains("\"measuresTraffic\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_OfANetworkThatTheMapDoesNotHave_AreNotFound()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);
        using var api = await app.ApiAsync("ida@example.org");

        using var answer = await api.GetAsync("api/v1/map/cells?net=10.0.0.0%2F24&from=0&to=9");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static HttpRequestMessage Ask(string form, EntityTagHeaderValue? known = null)
    {
        var ask = new HttpRequestMessage(HttpMethod.Get, "api/v1/map");
        ask.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(form));
        if (known is not null)
            ask.Headers.IfNoneMatch.Add(known);
        return ask;
    }
}
