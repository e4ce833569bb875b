using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JitPortal.CommandLine;
using JitPortal.Data;
using JitPortal.Identity;
using JitPortal.Inventory.Model;
using JitPortal.Shared;
using JitPortal.Tests.Enforcement.Ssh;
using JitPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Tests.CommandLine;

/// <summary>The whole way: a portal, a grant that needs the gateway and a certificate, a real sshd, and the program that people run.</summary>
public sealed class SshVerbTests : IAsyncLifetime
{
    private SshFixture _host = null!;
    private PortalApp _app = null!;
    private HttpClient _ida = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SshFixture.StartAsync();
        _app = PortalApp.Start(
            new(StringComparer.Ordinal)
            {
                ["Gateway:Ports"] = "24500-24749",
                ["Enforcement:Default:0"] = "gateway",
                ["Enforcement:Default:1"] = "ssh",
                ["Enforcement:Points:0:Name"] = "ssh",
                ["Enforcement:Points:0:Kind"] = "ssh-certificates",
                ["Enforcement:Points:0:Networks:0:Network"] = "127.0.0.1",
                ["Enforcement:Points:0:Networks:0:Ports:0"] = $"{_host.Port}",
                ["Enforcement:Points:0:Networks:0:Account"] = SshFixture.User,
                ["Enforcement:Points:0:KrlPath"] = _host.Krl,
                ["Enforcement:Points:0:KnownHosts"] = _host.At("known_hosts"),
            }
        );
        await _app.PersonAsync("ida@example.org", Role.Requester | Role.Operator);
        _ida = await _app.ApiAsync("ida@example.org");
        using var policy = new StringContent("rules: [{ name: all, decision: allow }]", Encoding.UTF8, "application/yaml");
        Assert.Equal(HttpStatusCode.OK, (await _ida.PutAsync("/api/v1/policies", policy)).StatusCode);
        await File.WriteAllTextAsync(_host.At("ca.pub"), await _ida.GetStringAsync("/ssh/ca"));
        Write(
            "token",
            (await _app.Get<ApiTokens>().CreateAsync(Actor.CommandLine, "ida@example.org", new NewToken("ssh", []), CancellationToken.None))
                .Required()
                .Secret
        );
    }

    [Fact]
    public async Task Ssh_OpenGrantThroughTheGateway_LogsInTakesTheKeyAwayAndEndsWithTheGrant()
    {
        var grant = await OpenAsync();
        var run = await RunAsync(
            $"127.0.0.1:{_host.Port}",
            "-o",
            $"UserKnownHostsFile={_host.At("known_hosts")}",
            "-o",
            "BatchMode=yes",
            "echo in; exit 7"
        );
        Assert.True(run is { Code: 7, Out: "in\n" }, run.ToString());
        Assert.Empty(Directory.GetDirectories(_host.At("tmp"), "jit-ssh-*"));
        Assert.Contains("jit " + grant, await _host.LogAsync(), StringComparison.Ordinal);

        using var session = Start(grant, "-o", $"UserKnownHostsFile={_host.At("known_hosts")}", "while echo tick; do sleep 0.05; done");
        var ticks = 0;
        session.OutputDataReceived += (_, e) => Interlocked.Add(ref ticks, e.Data is null ? 0 : 1);
        session.BeginOutputReadLine();
        await Eventually.TrueAsync(() => Volatile.Read(ref ticks) > 0, "the session runs", 60);
        using var done = await _ida.PostAsync($"/api/v1/grants/{grant}/release", null);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        await session.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(Directory.GetDirectories(_host.At("tmp"), "jit-ssh-*"));

        var over = await RunAsync(grant, "true");
        Assert.Equal(ExitCode.Failed, over.Code);
        Assert.Contains("no open grant", over.Error, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await GrantAsync(grant)).GetProperty("state").GetString() == "Closed",
            "both doors are proved shut",
            60
        );
    }

    [Fact]
    public async Task Ssh_Print_SignsOnesOwnKeyAndSshTakesTheSnippet()
    {
        var grant = await OpenAsync();
        await _host.RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", _host.At("own"));
        var printed = await RunAsync(grant, "--print", "--key", _host.At("own"));
        Assert.Equal(ExitCode.Done, printed.Code);
        await File.WriteAllTextAsync(_host.At("ssh_config"), printed.Out);
        var login = await _host.RunAsync(
            "ssh",
            "-n",
            "-F",
            _host.At("ssh_config"),
            "-o",
            $"UserKnownHostsFile={_host.At("known_hosts")}",
            "-o",
            "BatchMode=yes",
            "jit-127.0.0.1",
            "echo in"
        );
        Assert.True(login.Output == "in\n", login.Error);
        Assert.Equal(ExitCode.Failed, (await RunAsync(grant, "--print")).Code);
    }

    [Fact]
    public async Task Ssh_TokenFileThatOthersMayRead_IsRefusedBeforeAnythingIsSent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have no modes on Windows.");
        await File.WriteAllTextAsync(_host.At("loose"), "jit_x");
        var run = await RunAsync("127.0.0.1", "--token-file", _host.At("loose"));
        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("chmod 600", run.Error, StringComparison.Ordinal);
        Assert.Contains("https:", (await RunAsync("127.0.0.1", "--portal", "http://portal.example")).Error, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _ida.Dispose();
        await _app.DisposeAsync();
        await _host.DisposeAsync();
    }

    private async Task<string> OpenAsync()
    {
        await using (var db = await _app.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync())
        {
            var now = DateTimeOffset.UtcNow;
            db.Services.Add(
                new Service
                {
                    Host = new Host
                    {
                        Address = "127.0.0.1",
                        AddressKey = AddressText.SortKey(IPAddress.Loopback),
                        Network = "127.0.0.0/24",
                        FirstSeen = now,
                        LastSeen = now,
                    },
                    Port = _host.Port,
                    State = PortState.Open,
                    Name = "ssh",
                    Sensitivity = Sensitivity.Low,
                    FirstSeen = now,
                    LastSeen = now,
                }
            );
            await db.SaveChangesAsync();
        }

        using var asked = await _ida.PostAsJsonAsync(
            "/api/v1/requests",
            new
            {
                services = new[] { $"127.0.0.1:{_host.Port}/tcp" },
                duration = "PT10M",
                reason = "test",
            }
        );
        var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
        var id = Assert.Single(request.GetProperty("grants").EnumerateArray()).GetString()!;
        await Eventually.TrueAsync(
            async () => (await GrantAsync(id)).GetProperty("state").GetString() == "Open",
            "both doors are open",
            60
        );
        return id;
    }

    private async Task<JsonElement> GrantAsync(string id) => await _ida.GetFromJsonAsync<JsonElement>($"/api/v1/grants/{id}");

    private async Task<(int Code, string Out, string Error)> RunAsync(string target, params string[] arguments)
    {
        using var process = Start(target, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await error);
    }

    private Process Start(string target, params string[] arguments)
    {
        string[] own = ["--portal", _app.Address.ToString(), "--token-file", _host.At("token")];
        var start = new ProcessStartInfo(
            "dotnet",
            [Portal.Program, "ssh", target, .. own.Chunk(2).Where(o => !arguments.Contains(o[0])).SelectMany(o => o), .. arguments]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(_host.At("tmp")).FullName;
        return Process.Start(start)!;
    }

    private void Write(string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(_host.At(name), options);
        writer.Write(text);
    }
}
