using JitPortal.CommandLine;

namespace JitPortal.Tests.CommandLine;

public sealed class SshAuthorityVerbsTests
{
    [Fact]
    public async Task ShowAndRotate_PrintWhatHostsShouldTrust()
    {
        await using var portal = new Portal();
        string[] point =
        [
            "--Enforcement:Points:0:Name=ssh",
            "--Enforcement:Points:0:Kind=ssh-certificates",
            "--Enforcement:Points:0:Networks:0:Network=10.0.0.0/8",
        ];
        var first = await portal.RunAsync(["ssh-ca", "show", .. point]);
        Assert.Equal(ExitCode.Done, first.Code);
        Assert.Matches("^ecdsa-sha2-nistp256 [A-Za-z0-9+/=]+ jitportal-ssh$", first.Text);
        Assert.Equal(first.Text, (await portal.RunAsync(["ssh-ca", "show", .. point])).Text);
        var next = await portal.RunAsync(["ssh-ca", "rotate", "--at-once", .. point]);
        Assert.Equal(ExitCode.Done, next.Code);
        Assert.NotEqual(first.Text, next.Text);
        var none = await portal.RunAsync("ssh-ca", "show");
        Assert.Equal(ExitCode.Failed, none.Code);
        Assert.Contains("No enforcement point of kind ssh-certificates", none.Error, StringComparison.Ordinal);
    }
}
