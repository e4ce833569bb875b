using System.Collections.Concurrent;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Journal;

/// <summary>What the portal says that its witness was told is what came in there.</summary>
public sealed class WitnessOverHttpTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _came = [];
    private WebApplication _witness = null!;
    private int _answer = StatusCodes.Status204NoContent;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--Logging:LogLevel:Default", "None"]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _witness = builder.Build();
        _witness.MapPost(
            "/heads",
            async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body);
                var text = await reader.ReadToEndAsync();
                if (_answer < 300)
                    _came.Enqueue(text);
                return Results.StatusCode(_answer);
            }
        );
        await _witness.StartAsync();
    }

    public ValueTask DisposeAsync() => _witness.DisposeAsync();

    [Fact]
    public async Task Sign_EachHead_ComesInAsItStandsInTheJournal_AndWhatWasRefusedIsSaidAndToldAgain()
    {
        await using var store = await StoreFixture.CreateAsync(
            settings: new Dictionary<string, string?>
            {
                ["Journal:Witness"] = $"{_witness.Urls.First()}/heads",
                ["Journal:AllowedNetworks:0"] = "127.0.0.1",
            }
        );
        await SignAsync(store, "a");
        Assert.Null(await TroubleAsync(store));
        await AssertToldAsync(store, 1);

        _answer = StatusCodes.Status503ServiceUnavailable;
        await SignAsync(store, "b");
        Assert.Contains("it answered 503", await TroubleAsync(store), StringComparison.Ordinal);
        Assert.Single(_came);

        _answer = StatusCodes.Status204NoContent;
        await store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
        Assert.Null(await TroubleAsync(store));
        await AssertToldAsync(store, 2);
    }

    private async Task AssertToldAsync(StoreFixture store, long seq)
    {
        var told = JsonSerializer.Deserialize<JsonElement>(_came.Last());
        Assert.Equal(seq, told.GetProperty("seq").GetInt64());
        await using var db = store.Db();
        var entry = await db.Journal.SingleAsync(e => e.Seq == seq);
        Assert.Equal(entry.Hash, told.GetProperty("hash").GetString());
        Assert.Contains(
            told.GetProperty("signature").GetString()!,
            (await File.ReadAllTextAsync(store.Get<PortalPaths>().Checkpoints)).Replace("\\u002B", "+", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    private static async Task<string?> TroubleAsync(StoreFixture store) =>
        (await store.Get<JournalVerifier>().VerifyAsync(CancellationToken.None)).WitnessTrouble;

    private static async Task SignAsync(StoreFixture store, string what)
    {
        (
            await store
                .Get<JournaledWrite>()
                .RunAsync<Unit>(
                    Actor.System,
                    (_, scope) =>
                    {
                        scope.Record(what, new Noted(what));
                        return Task.FromResult<Outcome<Unit>>(Unit.Done);
                    },
                    CancellationToken.None
                )
        ).Required();
        await store.Get<JournalCheckpointer>().SignAsync(CancellationToken.None);
    }
}
