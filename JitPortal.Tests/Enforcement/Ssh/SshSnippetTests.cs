using System.Net;
using System.Security.Cryptography;
using System.Text;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Ssh;

/// <summary>What operators copy is run as it stands, but for the places it writes to and the portal's address.</summary>
public sealed class SshSnippetTests
{
    [Fact]
    public async Task SshdConfig_IsTakenBySshd()
    {
        await using var fixture = await SshFixture.StartAsync();
        await File.WriteAllTextAsync(fixture.At("snippet"), $"HostKey {fixture.At("host")}\n{Text(fixture, "sshd_config.d")}");
        var read = await fixture.RunAsync("sshd", "-t", "-f", fixture.At("snippet"));
        Assert.True(read.Succeeded, read.Error);
    }

    [Fact]
    public async Task Fetch_PortalThereThenGoneForLong_HostTrustsThenTrustsNoMoreAndKeepsItsOtherKeys()
    {
        Assert.SkipUnless(ChildProgram.Find("curl") is not null, "No curl was found; install the package curl to run this test.");
        await using var fixture = await SshFixture.StartAsync(listens: false);
        await using var portal = new HostLists(fixture);
        var (script, folder) = (fixture.At("fetch"), fixture.At("host-lists"));
        await File.WriteAllTextAsync(
            script,
            Text(fixture, "/usr/local/sbin/jitportal-ssh-fetch on")
                .Replace("https://portal.example", portal.Address, StringComparison.Ordinal)
                .Replace("=https", "=http", StringComparison.Ordinal)
                .Replace("sleep 5", "sleep 0", StringComparison.Ordinal)
                .Replace("/etc/ssh/jitportal", folder, StringComparison.Ordinal)
        );
        Assert.True((await fixture.RunAsync("sh", script)).Succeeded);
        Assert.Equal(
            await fixture.Point.RevocationListAsync(CancellationToken.None),
            await File.ReadAllBytesAsync(Path.Combine(folder, "krl"))
        );
        Assert.StartsWith("ecdsa-sha2-nistp256 ", await File.ReadAllTextAsync(Path.Combine(folder, "ca.pub")), StringComparison.Ordinal);

        File.SetLastWriteTimeUtc(Path.Combine(folder, "fetched"), DateTime.UtcNow.AddMinutes(-6));
        Assert.True((await fixture.RunAsync("sh", script)).Succeeded, "nothing new is as good as the list");
        Assert.Equal(1, portal.Unchanged);
        await fixture.OpenAsync();
        await fixture.ShutAsync((await fixture.Point.ObserveAsync(CancellationToken.None))[0].Grant);
        Assert.True((await fixture.RunAsync("sh", script)).Succeeded);
        Assert.Equal(
            await fixture.Point.RevocationListAsync(CancellationToken.None),
            await File.ReadAllBytesAsync(Path.Combine(folder, "krl"))
        );

        portal.Damage = true;
        await fixture.Point.Authority.RotateAsync(DateTimeOffset.UtcNow.AddHours(1), atOnce: false, CancellationToken.None);
        var before = await File.ReadAllBytesAsync(Path.Combine(folder, "krl"));
        Assert.False((await fixture.RunAsync("sh", script)).Succeeded);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(folder, "krl")));

        File.SetLastWriteTimeUtc(Path.Combine(folder, "fetched"), DateTime.UtcNow.AddMinutes(-6));
        Assert.False((await fixture.RunAsync("sh", script)).Succeeded);
        Assert.False(File.Exists(Path.Combine(folder, "ca.pub")), "nobody knows what is revoked, so nothing of the authority is trusted");
        Assert.True(File.Exists(Path.Combine(folder, "krl")), "without it sshd would refuse the administrators too");
        Assert.Equal(["fetched", "krl"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        portal.Damage = false;
        Assert.True((await fixture.RunAsync("sh", script)).Succeeded);
        Assert.True(File.Exists(Path.Combine(folder, "ca.pub")));
    }

    private static string Text(SshFixture fixture, string where) =>
        fixture.Point.Snippets.Single(s => s.Where.Contains(where, StringComparison.Ordinal)).Text;

    /// <summary>A portal that serves the two lists.</summary>
    private sealed class HostLists : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly SshFixture _fixture;
        private readonly Task _serving;

        public HostLists(SshFixture fixture)
        {
            _fixture = fixture;
            Address = $"http://127.0.0.1:{PortalProcess.FreePort()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address { get; }

        /// <summary>Answers with the first bytes of the list only.</summary>
        public bool Damage { get; set; }

        public int Unchanged { get; private set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Close();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var call = await _listener.GetContextAsync();
                    var list = await _fixture.Point.RevocationListAsync(CancellationToken.None);
                    var keys = (await _fixture.Point.Authority.EnsureAsync(CancellationToken.None))
                        .Trusted(TimeProvider.System.GetUtcNow())
                        .Select(k => k.Line("jit") + "\n");
                    if (
                        !Damage
                        && call.Request.Headers["If-None-Match"] == $"\"{Convert.ToHexStringLower(SHA256.HashData(list))}\""
                        && call.Request.RawUrl!.Contains("/krl", StringComparison.Ordinal)
                    )
                    {
                        Unchanged++;
                        call.Response.StatusCode = 304;
                        call.Response.Close();
                        continue;
                    }

                    var body = call.Request.RawUrl switch
                    {
                        "/ssh/ssh/krl?wait=1" => Damage ? list[..30] : list,
                        "/ssh/ssh/ca" => Encoding.ASCII.GetBytes(string.Concat(keys)),
                        _ => [],
                    };
                    call.Response.StatusCode = body.Length > 0 ? 200 : 404;
                    await call.Response.OutputStream.WriteAsync(body);
                    call.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException) { }
        }
    }
}
