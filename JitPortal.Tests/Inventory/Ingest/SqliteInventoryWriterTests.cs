namespace JitPortal.Tests.Inventory.Ingest;

public sealed class SqliteInventoryWriterTests : InventoryWriterTests
{
    private protected override Task<InventoryFixture> NewAsync() => InventoryFixture.SqliteAsync();
}
