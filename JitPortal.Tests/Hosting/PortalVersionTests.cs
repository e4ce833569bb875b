using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Journeys;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Hosting;

/// <summary>Whoever reports something or plans an upgrade can read which portal it is: everywhere the one that the project file names.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PortalVersionTests(Browser browser)
{
    [Fact]
    public async Task Version_HealthCommandLineAndPages_SayTheProjectsOne()
    {
        var file = System.Xml.Linq.XDocument.Load(Path.Combine(Documents.Guide.Root, "Directory.Build.props"));
        var version = file.Descendants("Version").Single().Value;
        await using var app = PortalApp.Start();
        await app.PersonAsync("ida@example.org", Role.Requester);

        using var visitor = app.Visitor();
        Assert.Equal(version, (await visitor.GetFromJsonAsync<JsonElement>("/health/live")).GetProperty("version").GetString());
        Assert.StartsWith(version, (await PortalProcess.RunAsync(null, ["--version"])).Output, StringComparison.Ordinal);
        var visit = await Visit.WithPasswordAsync("ida@example.org", app, browser);
        Assert.Equal(version, await visit.Page.Locator(".rail .version").InnerTextAsync());
        await visit.Page.Context.CloseAsync();
    }
}
