using JitPortal.Components.Pages.Requests;

namespace JitPortal.Components;

/// <summary>What a person typed and did not send, for as long as the tab is open: a form that was closed or left by accident has it again.</summary>
internal sealed class UnsentDrafts
{
    private readonly Dictionary<string, RequestDraft> _requests = new(StringComparer.Ordinal);
    private (int Version, string Text)? _policy;

    public RequestDraft? Request(IReadOnlyList<string> services) => _requests.GetValueOrDefault(Key(services));

    public void Keep(RequestDraft draft) => _requests[Key(draft.Services)] = draft;

    public void Drop(IReadOnlyList<string> services) => _requests.Remove(Key(services));

    /// <summary>Only for the version that it was begun from: over a newer one it would undo what others changed.</summary>
    public string? Policy(int version) => _policy is { } kept && kept.Version == version ? kept.Text : null;

    public void KeepPolicy(int version, string? text) => _policy = text is null ? null : (version, text);

    private static string Key(IReadOnlyList<string> services) => string.Join('\n', services.Order(StringComparer.Ordinal));
}
