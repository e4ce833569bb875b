using JitPortal.Components.Pages.Requests;
using JitPortal.Grants;
using JitPortal.Inventory;
using JitPortal.Live;
using JitPortal.Requests;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Map;

/// <summary>One host beside the map: its facts, its services with who decides, and the door to a request.</summary>
public sealed partial class HostPanel
{
    private HostDetail? _detail;
    private string? _refused;
    private string _shown = "";
    private string _tab = "services";
    private ServiceView? _chosen;
    private IReadOnlyList<GrantView> _grants = [];
    private IReadOnlyDictionary<long, Outlook> _outlooks = new Dictionary<long, Outlook>();

    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    [Parameter]
    public EventCallback OnClose { get; set; }

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private GrantQueries Grants { get; set; } = default!;

    [Inject]
    private RequestService Desk { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    private string Title => _detail?.Host.Hostnames is [var first, ..] ? first : Address;

    private IReadOnlyList<(string, string)> Tabs =>
        [
            ("services", $"Services {_detail?.Services.Count}"),
            ("changes", $"Changes {_detail?.Changes.Count}"),
            ("grants", $"Grants {_grants.Count}"),
        ];

    protected override void OnInitialized() => Watch([Topic.Inventory, Topic.Grants, Topic.Policies], ReadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Address)
            return;
        (_shown, _detail, _chosen, _refused, _outlooks) = (Address, null, null, null, new Dictionary<long, Outlook>());
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var (actor, address) = (await Me.GetAsync(), Address);
        var host = await Inventory.HostAsync(actor, address, Alive);
        if (address != Address)
            return;
        (_detail, _refused) = (host.Value, host.Refusal?.Sentence);
        if (_detail is null)
            return;
        _chosen =
            _detail.Services.FirstOrDefault(s => s.Id == _chosen?.Id)
            ?? _detail.Services.FirstOrDefault(s => s.State == "open")
            ?? (_detail.Services is [var any, ..] ? any : null);
        var grants = await Grants.ListAsync(
            actor,
            new GrantFilter(Address: _detail.Host.Address, Site: _detail.Host.Site, Limit: 50),
            Alive
        );
        _grants = grants.Value?.Items ?? [];
        StateHasChanged();
        _outlooks = await Outlook.OfAsync(Desk, actor, _detail.Services, _grants, Alive);
        StateHasChanged();
    }

    private async Task RequestAsync()
    {
        if (_chosen is not null)
            await RequestDialog.OpenAsync(Dialogs, [_chosen.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
    }
}
