using System.Net;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Api;

/// <summary>"It was logged" is true, and what is expected is no error in the log.</summary>
public sealed class FailuresInTheLogTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_OfAFailureAndOfExpectedRaces_TellsThemApart(bool onPostgres)
    {
        Assert.SkipUnless(!onPostgres || postgres.IsThere, PostgresFixture.Missing);
        await using var stage = await ApiFixture.SetAsync(
            onPostgres ? await postgres.NewDatabaseAsync() : null,
            onPostgres ? "24750-24869" : "24870-24999"
        );

        await RaceAsync(stage);
        Assert.DoesNotContain(stage.Log.Lines, l => l.Level >= LogLevel.Error);
        await ApiFixture.ExpectAsync(HttpStatusCode.UnprocessableEntity, stage.Requester, "POST", "requests", "{");
        Assert.DoesNotContain(stage.Log.Lines, l => l.Level >= LogLevel.Error);

        await using (var db = await stage.App.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync())
            await db.Database.ExecuteSqlRawAsync(
                """ALTER TABLE "ScanSchedules" RENAME TO "Gone1"; ALTER TABLE "Scans" RENAME TO "Gone2";"""
            );
        var answer = await ApiFixture.ExpectAsync(HttpStatusCode.InternalServerError, stage.Operator, "GET", "scans");
        Assert.Equal("internal", answer.GetProperty("code").GetString());
        Assert.DoesNotContain("Scans", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            stage.Log.Lines,
            l =>
                l.Level == LogLevel.Error
                && l.Category.EndsWith("ExceptionHandlerMiddleware", StringComparison.Ordinal)
                && l.Exception is not null
        );
        Assert.Contains(
            stage.Log.Lines,
            l =>
                l.Level == LogLevel.Error
                && l.Text.StartsWith("A database command failed", StringComparison.Ordinal)
                && l.Exception is not null
        );
    }

    /// <summary>The same call with one key from many at once: one makes it, the others break the unique index and hear so.</summary>
    private static async Task RaceAsync(ApiFixture stage)
    {
        stage.Requester.DefaultRequestHeaders.Add("Idempotency-Key", "race");
        var body = JsonSerializer.Serialize(
            new
            {
                services = new[] { stage.ServiceId },
                duration = "PT10S",
                reason = "race",
            }
        );
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => ApiFixture.CallAsync(stage.Requester, "POST", "requests", body))
        );
        Assert.All(answers, a => Assert.True(a.Status is HttpStatusCode.Created or HttpStatusCode.Conflict, $"{a.Status} {a.Body}"));
        Assert.Contains(answers, a => a.Status == HttpStatusCode.Created);
        var again = await ApiFixture.ExpectAsync(HttpStatusCode.Created, stage.Requester, "POST", "requests", body);
        Assert.NotEqual(default, again);
        stage.Requester.DefaultRequestHeaders.Remove("Idempotency-Key");
    }
}
