using System.Diagnostics;
using System.Globalization;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>The very first start, killed at many moments while it makes its database: no lock stays behind, and the next start is as good as new.</summary>
public sealed class KilledFirstStartTests : IAsyncLifetime
{
    private static readonly int Rounds = int.Parse(
        Environment.GetEnvironmentVariable("JITPORTAL_KILLS") ?? "8",
        CultureInfo.InvariantCulture
    );

    /// <summary>Of the machine on which tests run; a start that waits for a stale lock takes minutes.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    private readonly string _root = Directory.CreateTempSubdirectory("jitportal-first-").FullName;
    private readonly Random _random = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await TemporaryFolder.DeleteAsync(_root);

    [Fact]
    public async Task Start_AfterAFirstOneThatWasKilled_IsAsGoodAsNew()
    {
        var met = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var folder = Path.Combine(_root, $"{round}");
            var database = Path.Combine(folder, "portal.db");
            // Every second time by a verb: it makes the database too, and nothing runs afterwards that could clear up.
            string[] first =
                round % 2 == 0
                    ? ["--data", folder, "--urls", $"http://localhost:{PortalProcess.FreePort()}"]
                    : ["user", "list", "--data", folder];
            using (
                var process = Process.Start(
                    new ProcessStartInfo("dotnet", [PortalProcess.Program, .. first])
                    {
                        RedirectStandardOutput = true,
                        RedirectStandardError = true,
                        UseShellExecute = false,
                    }
                )!
            )
            {
                while (!process.HasExited && !File.Exists(database))
                    await Task.Delay(1);
                await Task.Delay(_random.Next(700));
                met += process.HasExited ? 0 : 1;
                process.Kill();
                await process.WaitForExitAsync();
            }

            var watch = Stopwatch.StartNew();
            if (round % 4 > 1)
                Assert.Equal(0, (await PortalProcess.RunAsync(null, "user", "list", "--data", folder)).ExitCode);
            await using (var portal = await PortalProcess.StartAsync(folder))
                Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
            await PortalApp.AddPersonAsync(folder, "ann@example.org", Role.Admin);
            var (code, output, error) = await PortalProcess.RunAsync(null, "journal", "verify", "--data", folder);
            Assert.True(code == 0, output + error);
        }

        Assert.NotEqual(0, met);
    }
}
