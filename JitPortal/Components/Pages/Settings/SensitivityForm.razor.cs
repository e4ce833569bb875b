using JitPortal.Inventory;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Settings;

/// <summary>One sensitivity rule, new or old. What is typed stays until it is saved or left, whatever happens to the list meanwhile.</summary>
public sealed partial class SensitivityForm
{
    private static readonly string[] Fields = ["name", "ports", "names", "products", "cpes", "networks", "tags", "owner"];
    private SensitivityDraft _draft = new();
    private IReadOnlyList<Problem> _problems = [];
    private ElementReference _title;
    private string _place = "";
    private long _seen;
    private bool _busy;

    /// <summary>The rule as it was opened; null adds one.</summary>
    [Parameter]
    public SensitivityRuleView? Rule { get; set; }

    /// <summary>The list as it is now.</summary>
    [Parameter, EditorRequired]
    public SensitivityRuleList Book { get; set; } = default!;

    [Parameter]
    public EventCallback<SensitivitySaved> OnSaved { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    /// <summary>The list is another one than this form saw; read it again.</summary>
    [Parameter]
    public EventCallback OnStale { get; set; }

    [Inject]
    private SensitivityService Rules { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private string Title => Rule?.Name ?? "Add a rule";

    private IEnumerable<Problem> Others => _problems.Where(p => !Fields.Any(f => p.Field == $"{_place}.{f}"));

    /// <summary>Fields with a problem; on a small screen they are far above the button.</summary>
    private List<string> Wrong => [.. Fields.Where(f => At(f).Count > 0)];

    protected override void OnInitialized() => (_draft, _seen) = (Rule is null ? new() : SensitivityDraft.Of(Rule), Book.Version);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await _title.FocusAsync();
    }

    private IReadOnlyList<Problem> At(string field) => [.. _problems.Where(p => p.Field == $"{_place}.{field}")];

    private async Task SaveAsync()
    {
        _busy = true;
        var (rules, at) = WithDraft();
        _place = $"rules[{at}]";
        var saved = await Current.AskAsync(actor => Rules.SaveAsync(actor, rules, _seen, CancellationToken.None));
        _busy = false;
        _problems = saved.Refusal switch
        {
            null => [],
            { Problems.Count: > 0 } refusal => refusal.Problems,
            { } refusal => [new Problem("", refusal.Sentence)],
        };
        if (saved.Ok)
            await OnSaved.InvokeAsync(saved.Value);
        else if (saved.Refusal.Kind == RefusalKind.Conflict)
        {
            await OnStale.InvokeAsync();
            _seen = Book.Version;
        }
    }

    /// <summary>The list with this rule in its old place, or at the end when it has none there.</summary>
    private (List<SensitivityRuleView> Rules, int At) WithDraft()
    {
        var rules = Book.Rules.ToList();
        var at = Rule is null ? -1 : rules.FindIndex(r => string.Equals(r.Name, Rule.Name, StringComparison.OrdinalIgnoreCase));
        if (at < 0)
            return ([.. rules, _draft.ToRule()], rules.Count);
        rules[at] = _draft.ToRule();
        return (rules, at);
    }
}
