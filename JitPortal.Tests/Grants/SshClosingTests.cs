using JitPortal.Grants.Model;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Ssh;

namespace JitPortal.Tests.Grants;

/// <summary>Grants of SSH certificates against a real sshd: none is called closed while the host may still let its certificate in.</summary>
public sealed class SshClosingTests
{
    [Fact]
    public async Task Revoke_SshdIsDown_StaysClosing()
    {
        await using var ssh = await SshRig.StartAsync(o => o.KrlPath = null);
        await ssh.FetchAsync();
        await using var rig = await AtAsync(ssh);
        var grant = await rig.OpenAsync(ssh.Service);
        await ssh.StopListeningAsync();
        var closing = await RevokeAsync(rig, grant.Id);
        Assert.Equal(GrantState.Closing, closing.State);
    }

    [Fact]
    public async Task Revoke_HostShowsAnotherKey_StaysClosing()
    {
        await using var ssh = await SshRig.StartAsync(o => o.KrlPath = null);
        await ssh.FetchAsync();
        await using var rig = await AtAsync(ssh);
        var grant = await rig.OpenAsync(ssh.Service);
        await ssh.ForgetHostKeyAsync();
        Assert.Equal(GrantState.Closing, (await RevokeAsync(rig, grant.Id)).State);
    }

    /// <summary>The rig's clock shows what sshd's does.</summary>
    private static async Task<GrantRig> AtAsync(SshRig ssh)
    {
        var rig = await GrantRig.AtAsync(ssh.Point);
        rig.Store.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        return rig;
    }

    private static async Task<Grant> RevokeAsync(GrantRig rig, GrantId id)
    {
        rig.Authority.Roles["u2"] = Role.Operator;
        (await rig.Ledger.RevokeAsync(GrantRig.Person("u2"), id, "Incident 7", CancellationToken.None)).Required();
        await rig.PassAsync();
        return await rig.GrantAsync(id);
    }
}
