using JitPortal.Tests.Support;

namespace JitPortal.Tests.Inventory.Ingest;

public sealed class PostgresInventoryWriterTests(PostgresFixture postgres) : InventoryWriterTests, IClassFixture<PostgresFixture>
{
    private protected override Task<InventoryFixture> NewAsync() => InventoryFixture.PostgresAsync(postgres);
}
