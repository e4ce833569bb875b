using JitPortal.Inventory.Ingest;
using JitPortal.Journal.Outbox;
using JitPortal.Settings;

namespace JitPortal.Inventory;

internal static class InventoryRegistration
{
    /// <summary>What is on the network: taking it in, classifying it, finding it.</summary>
    public static WebApplicationBuilder AddInventory(this WebApplicationBuilder builder)
    {
        builder
            .AddSettings<InventoryOptions>()
            .Services.AddSingleton<InventoryRevision>()
            .AddSingleton<SensitivityService>()
            .AddSingleton<InventoryWriter>()
            .AddSingleton<InventoryQueries>()
            .AddSingleton<Sites>();
        builder
            .Services.AddSingleton<Reclassification>()
            .AddHostedService(s => s.GetRequiredService<Reclassification>())
            .AddFactHandler<SensitivityRulesSaved, Reclassification>(Reclassification.Subscriber);
        return builder;
    }
}
