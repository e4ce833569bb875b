using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.CommandLine;

/// <summary>A portal's data folder that attackers copy, and the same folder as it was a little earlier.</summary>
public sealed class AttackedPortal : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-attacked-").FullName;

    public string Data => Path.Combine(_root, "data");

    public string Earlier => Path.Combine(_root, "earlier");

    /// <summary>Of somebody who may read the journal.</summary>
    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Token = await PortalApp.AddPersonAsync(Data, "ann@example.org", Role.Auditor | Role.Operator);
        TemporaryFolder.Copy(Data, Earlier);
        await PortalApp.AddPersonAsync(Data, "ben@example.org", Role.Requester);
        var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", Data);
        Assert.True(code == 0, output + error);
    }

    public async ValueTask DisposeAsync() => await TemporaryFolder.DeleteAsync(_root);
}
