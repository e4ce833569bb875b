using JitPortal.Components.Controls;
using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Policies;

/// <summary>What the policy, or the draft that is being edited, would say to one person about one service.</summary>
public sealed partial class PolicyTrial
{
    private string _person = "";
    private string _service = "";
    private string _duration = "";
    private string? _refused;
    private Verdict? _verdict;

    /// <summary>The text that is being edited; null = the policy in force.</summary>
    [Parameter]
    public string? Draft { get; set; }

    [Inject]
    private RequestTrial Trial { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    private static ConditionLook Look(ConditionKind kind) =>
        kind switch
        {
            ConditionKind.Satisfied => ConditionLook.Met,
            ConditionKind.Tightened => ConditionLook.Tightens,
            ConditionKind.Unsatisfied => ConditionLook.Refused,
            _ => ConditionLook.Unknown,
        };

    private async Task TryAsync()
    {
        TimeSpan? asked = DurationText.TryParse(_duration, out var duration) ? duration : null;
        if (asked is null && _duration.Trim().Length > 0)
        {
            (_verdict, _refused) = (null, "Write the duration as PT30M or PT2H, or leave it empty.");
            return;
        }

        var tried = await Trial.WhatIfAsync(
            await Current.GetAsync(),
            new Trial(_person, _service, asked, Draft: Draft),
            CancellationToken.None
        );
        (_verdict, _refused) = (tried.Value, tried.Refusal?.Sentence);
    }
}
