using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Requests;

/// <summary>Durations at one click, and a field for any other.</summary>
public sealed partial class DurationPick
{
    // NB. The field keeps the person's own letters: one that is told its value back while somebody types would swallow some.
    private string _typed = "";

    /// <summary>What is asked; null until the policy's default is known.</summary>
    [Parameter]
    public TimeSpan? Value { get; set; }

    /// <summary>Another duration; null while what stands in the field is none.</summary>
    [Parameter]
    public EventCallback<TimeSpan?> ValueChanged { get; set; }

    /// <summary>What stands in the field is no duration, so nothing can be sent.</summary>
    [Parameter]
    public bool Unread { get; set; }

    [Parameter]
    public TimeSpan? Default { get; set; }

    /// <summary>The policy's limit for this request.</summary>
    [Parameter]
    public TimeSpan? Max { get; set; }

    private IReadOnlyList<TimeSpan> Choices => DurationChoices.For(Default ?? TimeSpan.FromMinutes(30), Max ?? TimeSpan.FromHours(2));

    /// <summary>Typed, not one of the buttons.</summary>
    private bool Own => Value is { } value && !Choices.Contains(value);

    private string Shown =>
        _typed.Length > 0 ? _typed
        : Own ? DurationText.ToWords(Value!.Value)
        : "";

    private Task ChooseAsync(TimeSpan choice)
    {
        _typed = "";
        return ValueChanged.InvokeAsync(choice);
    }

    private Task TypeAsync(string? text)
    {
        _typed = text ?? "";
        return ValueChanged.InvokeAsync(
            DurationEntry.TryParse(_typed, out var duration) ? duration
            : _typed.Trim().Length == 0 ? Default ?? Choices[0]
            : null
        );
    }
}
