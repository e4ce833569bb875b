namespace JitPortal.Inventory.Model;

/// <summary>
/// A place with an address space of its own: the same address at two sites is two hosts. <see cref="Shared.SiteName.Main"/> is always there
/// and has no row; what nobody gave to another site is of it.
/// </summary>
public sealed class Site
{
    /// <summary>See <see cref="Shared.SiteName"/>. Never changed: grants and the journal keep it.</summary>
    public required string Name { get; init; }

    /// <summary>What people should know of it; may be empty.</summary>
    public string Description { get; set; } = "";

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>That a vantage looks at another site than the main one. A vantage looks at one site.</summary>
public sealed class SiteVantage
{
    /// <summary>As its scans spell it; case and spaces do not tell two apart, see <see cref="VantageName"/>.</summary>
    public required string Vantage { get; init; }

    public required string Site { get; set; }
}
