using JitPortal.Components.Controls;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Journal;

/// <summary>The conditions of the search; typing waits a moment, choosing acts at once.</summary>
public sealed partial class JournalFilters : IDisposable
{
    private static readonly string[] Kinds = ["request", "grant", "scan", "policy", "person", "token", "session"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private Debounce? _typing;
    private JournalSearch? _shown;
    private string? _q;

    [Parameter, EditorRequired]
    public JournalSearch Search { get; set; } = JournalSearch.Everything;

    [Parameter, EditorRequired]
    public EventCallback<JournalSearch> OnSearch { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>The kinds, and what a link asked for in particular, such as <c>grant.opened</c>.</summary>
    private IEnumerable<string> Types =>
        Search.Type is { } asked && !Kinds.Contains(asked, StringComparer.Ordinal) ? [.. Kinds, asked] : Kinds;

    /// <summary>The field follows the address, but an answer to what was typed a moment ago must not take letters back.</summary>
    protected override void OnParametersSet()
    {
        if (_shown != Search && Search.Q != (string.IsNullOrWhiteSpace(_q) ? null : _q.Trim()))
            _q = Search.Q;
        _shown = Search;
    }

    public void Dispose() => _typing?.Dispose();

    private static string? Text(ChangeEventArgs e) => e.Value as string is { Length: > 0 } text ? text : null;

    private Task Apply(JournalSearch search) => OnSearch.InvokeAsync(search);

    private Task TypedAsync(string? text)
    {
        _q = text;
        return (_typing ??= new Debounce(Time, Pause)).RunAsync(_ =>
            Apply(Search with { Q = string.IsNullOrWhiteSpace(text) ? null : text.Trim() })
        );
    }
}
