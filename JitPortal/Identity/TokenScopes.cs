namespace JitPortal.Identity;

/// <summary>What an API token can be limited to. A scope never gives more than the person's roles do.</summary>
public static class TokenScopes
{
    public const string InventoryRead = "inventory:read";
    public const string ScansRead = "scans:read";
    public const string ScansWrite = "scans:write";
    public const string RequestsRead = "requests:read";
    public const string RequestsWrite = "requests:write";
    public const string RequestsDecide = "requests:decide";
    public const string GrantsRead = "grants:read";
    public const string GrantsWrite = "grants:write";
    public const string PoliciesRead = "policies:read";
    public const string PoliciesWrite = "policies:write";
    public const string JournalRead = "journal:read";
    public const string DeliveriesRead = "deliveries:read";
    public const string DeliveriesWrite = "deliveries:write";
    public const string PeopleRead = "people:read";
    public const string PeopleWrite = "people:write";
    public const string SessionsRead = "sessions:read";
    public const string SessionsWrite = "sessions:write";

    /// <summary>For the program in sensor mode.</summary>
    public const string Sensor = "sensor";

    public static IReadOnlyList<string> All { get; } =
    [
        InventoryRead,
        ScansRead,
        ScansWrite,
        RequestsRead,
        RequestsWrite,
        RequestsDecide,
        GrantsRead,
        GrantsWrite,
        PoliciesRead,
        PoliciesWrite,
        JournalRead,
        DeliveriesRead,
        DeliveriesWrite,
        PeopleRead,
        PeopleWrite,
        SessionsRead,
        SessionsWrite,
        Sensor,
    ];
}
