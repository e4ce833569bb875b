using System.Globalization;
using JitPortal.Components.Pages.Requests;
using JitPortal.Grants;
using JitPortal.Inventory;
using JitPortal.Live;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Hosts;

/// <summary>All that is known of one address, and who had access to it.</summary>
public sealed partial class HostPage
{
    private readonly HashSet<long> _picked = [];
    private HostDetail? _detail;
    private string? _refused;
    private (string Address, string? Site)? _read;
    private IReadOnlyList<GrantView> _grants = [];

    [Parameter]
    public string Address { get; set; } = "";

    /// <summary>Whose address it is; may stand before the address as well.</summary>
    [SupplyParameterFromQuery(Name = "site")]
    public string? Site { get; set; }

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private GrantQueries Grants { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    private string Title => _detail?.Host.Hostnames is [var first, ..] ? first : Written;

    /// <summary>Its address, with its site where that is not the main one.</summary>
    private string Written => _detail is null ? Address : SiteName.Before(_detail.Host.Site, _detail.Host.Address);

    protected override void OnInitialized() => Watch([Topic.Inventory, Topic.Grants], ReadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read == (Address, Site))
            return;
        _read = (Address, Site);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var actor = await Me.GetAsync();
        var host = await Inventory.HostAsync(actor, Address, Alive, limit: HostServices.Few, site: Site);
        (_detail, _refused) = (host.Value, host.Refusal?.Sentence);
        _grants = _detail is null
            ? []
            : (await Grants.ListAsync(actor, new GrantFilter(Address: _detail.Host.Address, Site: _detail.Host.Site, Limit: 100), Alive))
                .Value
                ?.Items
                ?? [];
        StateHasChanged();
    }

    /// <summary>Rows of a host with more services than are shown at once.</summary>
    private async Task<IReadOnlyList<ServiceView>> ReadServicesAsync(int first, int count, CancellationToken ct)
    {
        var after = first.ToString(CultureInfo.InvariantCulture);
        var page = await Inventory.HostAsync(await Me.GetAsync(), Address, ct, after, count, Site);
        return page.Value?.Services ?? [];
    }

    private void Pick(long service)
    {
        if (!_picked.Remove(service))
            _picked.Add(service);
    }

    private async Task RequestAsync()
    {
        if (await RequestDialog.OpenAsync(Dialogs, [.. _picked.Select(id => id.ToString(CultureInfo.InvariantCulture))]) is not null)
            _picked.Clear();
    }
}
