using System.Globalization;
using JitPortal.Components.Pages.Requests;
using JitPortal.Grants;
using JitPortal.Inventory;
using JitPortal.Live;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JitPortal.Components.Pages.Hosts;

/// <summary>All that is known of one address, and who had access to it.</summary>
public sealed partial class HostPage
{
    private readonly HashSet<long> _picked = [];
    private HostDetail? _detail;
    private string? _refused;
    private string? _read;
    private IReadOnlyList<GrantView> _grants = [];

    [Parameter]
    public string Address { get; set; } = "";

    [Inject]
    private InventoryQueries Inventory { get; set; } = default!;

    [Inject]
    private GrantQueries Grants { get; set; } = default!;

    [Inject]
    private CurrentActor Me { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    private string Title => _detail?.Host.Hostnames is [var first, ..] ? first : Address;

    protected override void OnInitialized() => Watch([Topic.Inventory, Topic.Grants], ReadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read == Address)
            return;
        _read = Address;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var actor = await Me.GetAsync();
        var host = await Inventory.HostAsync(actor, Address, Alive, limit: HostServices.Few);
        (_detail, _refused) = (host.Value, host.Refusal?.Sentence);
        _grants = _detail is null
            ? []
            : (await Grants.ListAsync(actor, new GrantFilter(Address: _detail.Host.Address, Limit: 100), Alive)).Value?.Items ?? [];
        StateHasChanged();
    }

    /// <summary>Rows of a host with more services than are shown at once.</summary>
    private async Task<IReadOnlyList<ServiceView>> ReadServicesAsync(int first, int count, CancellationToken ct)
    {
        var page = await Inventory.HostAsync(await Me.GetAsync(), Address, ct, first.ToString(CultureInfo.InvariantCulture), count);
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
