using JitPortal.Data;
using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Tests.Inventory.Ingest;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.Inventory;

public sealed class SqliteInventoryQueriesTests : InventoryQueriesTests
{
    private protected override Task<InventoryFixture> NewAsync() => InventoryFixture.SqliteAsync();

    [Theory]
    [InlineData("", null, "IX_Services_Place")]
    [InlineData("port:5432", null, "IX_Services_Port_Place")]
    [InlineData("service:ssh", null, "IX_Services_Name_Place")]
    [InlineData("sens:critical", null, "IX_Services_Sensitivity_Place")]
    [InlineData("net:10.0.0.0/24", null, "IX_Services_Place")]
    [InlineData("state:open", "-port", "IX_Services_Port_Place")]
    [InlineData("state:open", "sensitivity", "IX_Services_Sensitivity_Place")]
    public async Task Plan_OfAFilter_UsesItsIndexAndSortsNothing(string q, string? sort, string index)
    {
        await using var inventory = await NewAsync();
        await using var db = inventory.Store.Db();
        var search = new ServiceSearch(
            new ServiceNameCache(inventory.Store.Get<IDbContextFactory<PortalDb>>(), inventory.Store.Get<InventoryRevision>())
        );
        var query = ServiceSearch
            .Order(await search.ApplyAsync(db, SearchQuery.Parse(q).Required(), CancellationToken.None), sort)
            .Select(s => s.Id)
            .Skip(0)
            .Take(101);

        var plan = await PlanAsync(db, query);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private static async Task<string> PlanAsync(PortalDb db, IQueryable<long> query)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await using var rows = await command.ExecuteReaderAsync();
        var plan = "";
        while (await rows.ReadAsync())
            plan += rows.GetString(3) + "\n";
        return plan;
    }
}
