using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement;

/// <summary>A key that means nothing stops the start with a sentence: what it was meant to change would stay as shipped, unseen.</summary>
public sealed class MisspeltSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-misspelt-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("nftables", "Gaurds:0=10.0.0.0/8", "Enforcement:Points:0:Gaurds is no setting", "Guards")]
    [InlineData("ssh-certificates", "Networks:0:Acount=jit", "Enforcement:Points:0:Networks:0:Acount is no setting", "Account")]
    [InlineData("postgres-roles", "Servers:0:Databasse=app", "Enforcement:Points:0:Servers:0:Databasse is no setting", "Databases")]
    [InlineData("webhook", "Uri=https://hooks.example.org/", "Enforcement:Points:0:Uri is no setting", "Url")]
    public async Task Start_KeyThatMeansNothing_IsRefusedWithWhatThereIs(string kind, string key, string sentence, string known)
    {
        var (code, _, error) = await PortalProcess.RunAsync(
            null,
            "--data",
            _folder,
            "--urls",
            $"http://localhost:{PortalProcess.FreePort()}",
            "--Enforcement:Points:0:Name=edge",
            $"--Enforcement:Points:0:Kind={kind}",
            $"--Enforcement:Points:0:{key}"
        );
        Assert.Equal(1, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Contains(known, error, StringComparison.Ordinal);
    }
}
