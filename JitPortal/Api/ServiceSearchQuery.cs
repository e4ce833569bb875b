using JitPortal.Inventory;

namespace JitPortal.Api;

/// <summary>The services' query string.</summary>
internal sealed record ServiceSearchQuery(
    string? Q,
    string? Net,
    string? Port,
    string? Service,
    string? Sensitivity,
    string? State,
    string? Host,
    string? Sort,
    string? After,
    int? Limit,
    string? Site
)
{
    public ServiceFilter ToFilter() =>
        new()
        {
            Q = Q,
            Net = Net,
            Port = Port,
            Service = Service,
            Sensitivity = Sensitivity,
            State = State,
            Host = Host,
            Site = Site,
            Sort = Sort,
            After = After,
            Limit = Limit ?? 100,
        };
}
