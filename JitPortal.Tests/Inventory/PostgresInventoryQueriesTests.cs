using JitPortal.Tests.Inventory.Ingest;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Inventory;

public sealed class PostgresInventoryQueriesTests(PostgresFixture postgres) : InventoryQueriesTests, IClassFixture<PostgresFixture>
{
    private protected override Task<InventoryFixture> NewAsync() => InventoryFixture.PostgresAsync(postgres);
}
