using System.IO.Compression;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Edge;

/// <summary>Styles and scripts of the real program, as it runs from its build.</summary>
public sealed class StaticFilesTests
{
    [Fact]
    public async Task StylesAndScripts_GoOutCompressed()
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-static-").FullName;
        await using (var portal = await PortalProcess.StartAsync(folder))
        {
            using var browser = new HttpClient { BaseAddress = portal.Address };
            browser.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
            foreach (
                var file in (string[])
                    ["_content/MudBlazor/MudBlazor.min.css", "_content/MudBlazor/MudBlazor.min.js", "_framework/blazor.web.js", "app.css"]
            )
            {
                using var answer = await browser.GetAsync(file);
                Assert.Equal((file, "gzip"), (file, string.Join(' ', answer.EnsureSuccessStatusCode().Content.Headers.ContentEncoding)));
                var sent = await answer.Content.ReadAsByteArrayAsync();
                using var whole = new MemoryStream();
                await using (var unpacked = new GZipStream(new MemoryStream(sent), CompressionMode.Decompress))
                    await unpacked.CopyToAsync(whole);
                Assert.True(sent.Length < whole.Length / 2, $"{file}: {sent.Length} of {whole.Length} bytes");
            }
        }

        await TemporaryFolder.DeleteAsync(folder);
    }
}
