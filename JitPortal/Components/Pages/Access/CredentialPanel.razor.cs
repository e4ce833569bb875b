using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitPortal.Components.Pages.Access;

/// <summary>Where the holder gets the certificate, password or token that an enforcement point wants to see.</summary>
public sealed partial class CredentialPanel
{
    private IssuedCredential? _issued;
    private string? _refusal;
    private string _key = "";
    private bool _needsKey;
    private bool _busy;

    [Parameter, EditorRequired]
    public GrantId Grant { get; set; }

    [Parameter, EditorRequired]
    public DoorView Door { get; set; } = default!;

    [Inject]
    private GrantCredentials Credentials { get; set; } = default!;

    [Inject]
    private CurrentActor Current { get; set; } = default!;

    protected override void OnParametersSet() => _needsKey = Door.WantsPublicKey;

    private async Task IssueAsync()
    {
        _busy = true;
        var issued = await Current.AskAsync(actor =>
            Credentials.IssueAsync(actor, Grant, Door.Point, new CredentialRequest(_needsKey ? _key : null), CancellationToken.None)
        );
        (_busy, _issued, _refusal) = (false, issued.Value, issued.Refusal?.Sentence);
    }
}
