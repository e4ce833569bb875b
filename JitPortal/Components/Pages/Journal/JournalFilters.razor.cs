using JitPortal.Components.Controls;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Journal;

/// <summary>The conditions of the search; typing waits a moment, choosing acts at once.</summary>
public sealed partial class JournalFilters : IDisposable
{
    private static readonly string[] Kinds = ["request", "grant", "scan", "policy", "person", "token", "session"];
    private Debounce? _typing;

    [Parameter, EditorRequired]
    public JournalSearch Search { get; set; } = JournalSearch.Everything;

    [Parameter, EditorRequired]
    public EventCallback<JournalSearch> OnSearch { get; set; }

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>The kinds, and what a link asked for in particular, such as <c>grant.opened</c>.</summary>
    private IEnumerable<string> Types => Search.Type is { } asked && !Kinds.Contains(asked, StringComparer.Ordinal) ? [.. Kinds, asked] : Kinds;

    public void Dispose() => _typing?.Dispose();

    private static string? Text(ChangeEventArgs e) => e.Value as string is { Length: > 0 } text ? text : null;

    private Task Apply(JournalSearch search) => OnSearch.InvokeAsync(search);

    private Task Soon(JournalSearch search) =>
        (_typing ??= new Debounce(Time, TimeSpan.FromMilliseconds(250))).RunAsync(_ => Apply(search));
}
