namespace JitPortal.Scanning.Importing;

internal static class ImportRegistration
{
    /// <summary>Scans that were made elsewhere.</summary>
    public static WebApplicationBuilder AddScanImport(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ScanImport>();
        return builder;
    }
}
