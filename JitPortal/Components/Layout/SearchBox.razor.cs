using System.Globalization;
using JitPortal.Components.Controls;
using JitPortal.Components.Pages.Hosts;
using JitPortal.Inventory;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;

namespace JitPortal.Components.Layout;

/// <summary>Search from everywhere: Enter filters the map or the services; the list below leads to pages, hosts and services.</summary>
public sealed partial class SearchBox
{
    private const int Most = 6;
    private Debounce _typing = default!;
    private string _text = "";
    private List<Find> _found = [];
    private int _at = -1;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = default!;

    public override ValueTask DisposeAsync()
    {
        _typing.Dispose();
        return base.DisposeAsync();
    }

    protected override void OnInitialized() => _typing = new Debounce(Time, TimeSpan.FromMilliseconds(200));

    private Task TypeAsync(string? text)
    {
        _text = text ?? "";
        return _typing.RunAsync(FindAsync);
    }

    private async Task FindAsync(CancellationToken stale)
    {
        (_at, _found) = (-1, []);
        if (_text.Trim() is not { Length: > 1 } query)
            return;
        var user = (await Session).User;
        List<Find> found =
        [
            .. PageLinks
                .All.Where(p => p.Word.StartsWith(query, StringComparison.OrdinalIgnoreCase) && p.MayShow(user))
                .Select(p => new Find(p.Icon, p.Word, "page", p.Href)),
        ];
        var hosts = await Me.AskAsync(actor => Inventory.HostsAsync(actor, new HostFilter { Q = query, Limit = Most }, stale));
        found.AddRange(
            (hosts.Value?.Items ?? []).Select(h => new Find(
                "map",
                SiteName.Before(h.Site, h.Address),
                string.Join(", ", h.Hostnames.Take(2)),
                $"?host={Uri.EscapeDataString(SiteName.Before(h.Site, h.Address))}",
                IsAddress: true
            ))
        );
        var services = await Me.AskAsync(actor => Inventory.ServicesAsync(actor, new ServiceFilter { Q = query, Limit = Most }, stale));
        found.AddRange(
            (services.Value?.Items ?? []).Select(s => new Find(
                "plug",
                string.Create(CultureInfo.InvariantCulture, $"{SiteName.Before(s.Site, s.Address)}:{s.Port}/{s.Protocol}"),
                $"{s.Name} {s.Product}, {s.Sensitivity}",
                HostLink.To(s.Site, s.Address),
                IsAddress: true
            ))
        );
        _found = found;
    }

    private void Key(KeyboardEventArgs e)
    {
        if (e.Key == "Escape")
            Leave();
        else if (e.Key is "ArrowDown" or "ArrowUp" && _found.Count > 0)
            _at = (_at + (e.Key == "ArrowDown" ? 1 : -1) + _found.Count) % _found.Count;
    }

    private void Go()
    {
        if (_at >= 0 && _at < _found.Count)
        {
            Open(_found[_at]);
            return;
        }

        var page = Navigation.ToBaseRelativePath(Navigation.Uri).Split('?')[0];
        var query = _text.Trim();
        Navigation.NavigateTo((page.Length == 0 ? "" : "services") + (query.Length > 0 ? $"?q={Uri.EscapeDataString(query)}" : ""));
        Leave();
    }

    private void Open(Find find)
    {
        Leave();
        _text = "";
        Navigation.NavigateTo(find.Href);
    }

    private void Leave() => (_found, _at) = ([], -1);
}
