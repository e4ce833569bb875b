using System.Globalization;
using JitPortal.Components.Pages.Scans;
using JitPortal.Inventory;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JitPortal.Components.Pages.Map;

/// <summary>The live map. What it shows is in the address: query, lens, host, table, place and selection.</summary>
public sealed partial class MapPage
{
    private static readonly (Lens, string)[] Lenses = [.. Enum.GetValues<Lens>().Select(l => (l, l.ToString()))];
    private MapCanvas? _canvas;
    private string _filtered = "";
    private MapFacts _facts = MapFacts.None;
    private Lens _lens;
    private MatrixService? _service;
    private bool _table;
    private bool _counted;
    private string? _refused;
    private string? _matched;

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "q")]
    private string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "lens")]
    private string? LensName { get; set; }

    [SupplyParameterFromQuery(Name = "host")]
    private string? Host { get; set; }

    [SupplyParameterFromQuery(Name = "at")]
    private string? At { get; set; }

    [SupplyParameterFromQuery(Name = "sel")]
    private string? Sel { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    private string? View { get; set; }

    /// <summary>NB. Nothing before it was counted: "0 hosts" would be wrong.</summary>
    private string Summary =>
        !_counted
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{_facts.Networks:N0} {(_facts.Networks == 1 ? "network" : "networks")}, {_facts.Up:N0} {(_facts.Up == 1 ? "host" : "hosts")} up, {_facts.Paths:N0} {(_facts.Paths == 1 ? "path" : "paths")}{(_facts.Red > 0 ? $", {_facts.Red:N0} not proved shut" : "")}{(_facts.Waiting > 0 ? $", {_facts.Waiting:N0} waiting" : "")}"
            );

    protected override void OnParametersSet()
    {
        _lens = LensOf(LensName);
        if (!_counted)
            _rest = (At ?? "", Sel ?? "");
        _table = View == "table";
        if (_lens != Lens.Service)
            _service = null;
    }

    private string TableWord => _table ? "Show as map" : "Show as table";

    private Task CountAsync(MapFacts facts)
    {
        var first = !_counted;
        (_facts, _counted) = (facts, true);
        return first ? ScansAsync() : Task.CompletedTask;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_canvas is null || !_counted || _filtered == (Query ?? ""))
            return;
        _filtered = Query ?? "";
        await FilterAsync();
        StateHasChanged();
    }

    /// <summary>Asks which hosts fit the query; the map dims the others.</summary>
    private async Task FilterAsync()
    {
        (_refused, _matched) = (null, null);
        MatchMask? mask = null;
        if (Query is not null)
        {
            var found = await Inventory.AddressesAsync(await Me.GetAsync(), Query, Alive);
            _refused = found.Refusal?.Sentence;
            if (found.Ok)
            {
                mask = MatchMask.Of(found.Value);
                _matched = ScanSentences.Counted(found.Value.Count, "host");
            }
        }

        await _canvas!.ShowMatchesAsync(mask);
    }

    private void Narrow((MatrixService Service, MatrixNetwork Network) cell) => Go(q: ServiceMatrix.QueryOf(cell.Service, cell.Network));

    private void Keys(KeyboardEventArgs e)
    {
        if (e.Key == "Escape")
            Go(host: null);
    }

    private void Look(MatrixService service)
    {
        _service = _service?.Index == service.Index ? null : service;
        Go(lens: Lens.Service);
    }
}
