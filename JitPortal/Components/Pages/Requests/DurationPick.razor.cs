using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Requests;

/// <summary>Durations at one click, and a field for any other.</summary>
public sealed partial class DurationPick
{
    private string _typed = "";
    private bool _wrong;

    /// <summary>What is asked; null until the policy's default is known.</summary>
    [Parameter]
    public TimeSpan? Value { get; set; }

    [Parameter]
    public EventCallback<TimeSpan> ValueChanged { get; set; }

    [Parameter]
    public TimeSpan? Default { get; set; }

    /// <summary>The policy's limit for this request.</summary>
    [Parameter]
    public TimeSpan? Max { get; set; }

    private IReadOnlyList<TimeSpan> Choices => DurationChoices.For(Default ?? TimeSpan.FromMinutes(30), Max ?? TimeSpan.FromHours(2));

    /// <summary>Typed, not one of the buttons.</summary>
    private bool Own => Value is { } value && !Choices.Contains(value);

    private Task ChooseAsync(TimeSpan choice)
    {
        (_typed, _wrong) = ("", false);
        return ValueChanged.InvokeAsync(choice);
    }

    private Task TypedAsync(ChangeEventArgs e)
    {
        _typed = e.Value as string ?? "";
        var read = DurationEntry.TryParse(_typed, out var duration);
        _wrong = !read && _typed.Trim().Length > 0;
        if (!read)
            return Task.CompletedTask;
        _typed = "";
        return ValueChanged.InvokeAsync(duration);
    }
}
