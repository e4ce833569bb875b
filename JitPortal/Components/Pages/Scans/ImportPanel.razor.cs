using JitPortal.Inventory;
using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace JitPortal.Components.Pages.Scans;

/// <summary>Takes a scan file from the person's machine.</summary>
public sealed partial class ImportPanel
{
    /// <summary>Larger files go by the API or the command line, which stream without a browser in between.</summary>
    private const long Largest = 2L * 1024 * 1024 * 1024;

    private string _vantage = "";
    private string _site = "";
    private IReadOnlyList<SiteView> _sites = [];
    private string? _name;
    private bool _busy;
    private ScanView? _imported;
    private IReadOnlyList<Problem> _problems = [];

    [Parameter]
    public string? WhyNot { get; set; }

    [Parameter]
    public EventCallback OnImported { get; set; }

    [Inject]
    private ScanImport Import { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    [Inject]
    private Sites Sites { get; set; } = default!;

    /// <summary>One site is not worth a word.</summary>
    protected override async Task OnInitializedAsync() =>
        _sites = (await Current.AskAsync(actor => Sites.ListAsync(actor, CancellationToken.None))).Value ?? [];

    private async Task ImportAsync(IBrowserFile file)
    {
        (_busy, _name, _imported, _problems) = (true, file.Name, null, []);
        StateHasChanged();
        try
        {
            await using var body = file.OpenReadStream(Largest, CancellationToken.None);
            var outcome = await Import.ImportAsync(await Current.GetAsync(), body, _vantage, file.Name, CancellationToken.None, _site);
            _imported = outcome.Value;
            if (outcome.Refusal is { } refusal)
                _problems = refusal.Problems.Count > 0 ? refusal.Problems : [new Problem("", refusal.Sentence)];
        }
        catch (IOException)
        {
            _problems =
            [
                new Problem(
                    "",
                    $"{file.Name} could not be read to its end. Files over 2 GB go by the command line: scan import FILE --vantage NAME."
                ),
            ];
        }

        _busy = false;
        await OnImported.InvokeAsync();
    }

    private static string Sentence(ScanView scan)
    {
        var found = $"{scan.Target}: {ScanSentences.Hosts(scan)}, {ScanSentences.Found(scan)}.";
        return scan.Complete ? found : $"{found} The file is not complete; the history below says where it breaks off.";
    }
}
