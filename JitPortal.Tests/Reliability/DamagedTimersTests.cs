using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Reliability;

/// <summary>The file of the timers, damaged in every way a file is: the portal makes it anew, says so, and its timers work.</summary>
public sealed class DamagedTimersTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-timers-").FullName;

    private string Timers => Path.Combine(_folder, "quartz.db");

    public async ValueTask InitializeAsync()
    {
        await PortalApp.AddPersonAsync(_folder, "ann@example.org", Role.Operator);
        await using var portal = await PortalProcess.StartAsync(_folder);
        await portal.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        SqliteConnection.ClearAllPools();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    [Theory]
    [InlineData("no database at all")]
    [InlineData("cut in the middle")]
    [InlineData("a page overwritten")]
    [InlineData("a folder")]
    public async Task Start_FileDamaged_IsMadeAnewAndSaid(string how)
    {
        foreach (var rest in Directory.GetFiles(_folder, "quartz.db-*"))
            File.Delete(rest);
        switch (how)
        {
            case "no database at all":
                await File.WriteAllTextAsync(Timers, new string('x', 5000));
                break;
            case "a folder":
                File.Delete(Timers);
                Directory.CreateDirectory(Path.Combine(Timers, "x"));
                break;
            default:
                await using (var file = File.OpenWrite(Timers))
                {
                    if (how == "cut in the middle")
                        file.SetLength(file.Length / 2 / 4096 * 4096);
                    else
                        for (var page = 1; page < file.Length / 4096; page++)
                        {
                            file.Seek(page * 4096L, SeekOrigin.Begin);
                            file.Write(
                                new byte[200]
                                    .Select(_ => (byte)0xEE)
                                    .ToArray()
                            );
                        }
                }

                break;
        }

        // A verb needs no timers, and says nothing of them.
        Assert.Equal(0, (await PortalProcess.RunAsync(null, "user", "list", "--data", _folder)).ExitCode);

        await using var portal = await PortalProcess.StartAsync(_folder);
        Assert.Contains("was damaged", portal.Output, StringComparison.Ordinal);
        Assert.Contains("made anew", portal.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFileSystemEntries(_folder, "quartz.db.damaged-*"));
        await portal.StopAsync();

        await using var again = await PortalProcess.StartAsync(_folder);
        Assert.DoesNotContain("made anew", again.Output, StringComparison.Ordinal);
    }
}
