using System.Diagnostics;
using System.Globalization;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Enforcement.Gateway.OnePort;

/// <summary>The programs that people have, against the one port.</summary>
public sealed class OnePortToolTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task Ncat_CommandAsIssued_Echoes()
    {
        Need("ncat");
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        Assert.Equal("hello", (await RunAsync(issued.Command!, "hello")).Output);
    }

    [Fact]
    public async Task Ncat_WrongToken_IsToldSo()
    {
        Need("ncat");
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync();
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        var (output, error) = await RunAsync(issued.Command!.Replace(issued.Secret!, "wrong", StringComparison.Ordinal), "hello");
        Assert.Equal("", output);
        Assert.Contains("407", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ssh_ProxyCommand_MeetsTheServersGreeting()
    {
        Need("ncat");
        Need("ssh");
        await using var service = new TcpService(async socket =>
        {
            await socket.SendAsync("SSH-2.0-BehindTheDoor\r\n"u8.ToArray());
            await socket.ReceiveAsync(new byte[100]);
            socket.Close();
        });
        await using var fixture = await OnePortFixture.StartAsync();
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        var tunnel = OnePortCommand.Tunnel(
            "127.0.0.1",
            new OnePortSettings(fixture.Port, true, null),
            issued.UserName,
            issued.Secret!,
            "%h",
            "%p"
        );
        var (_, error) = await RunAsync(
            "ssh",
            ["-v", "-F", "none", "-o", "BatchMode=yes", "-o", $"ProxyCommand={tunnel}", "-p", Number(service.EndPoint.Port), "x@127.0.0.1"],
            ""
        );
        Assert.Contains("BehindTheDoor", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curl_ThroughTheProxy_GetsThePage(bool secure)
    {
        Need("curl");
        await using var service = new TcpService(async socket =>
        {
            await socket.ReceiveAsync(new byte[1000]);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\npage"u8.ToArray());
        });
        await using var fixture = await OnePortFixture.StartAsync(configure: o => Secure(o, secure));
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        var scheme = secure ? "https" : "http";
        string[] arguments =
        [
            "-s",
            "--noproxy",
            "",
            "-p",
            "-x",
            $"{scheme}://{issued.UserName}:{issued.Secret}@localhost:{Number(fixture.Port)}",
            $"http://127.0.0.1:{Number(service.EndPoint.Port)}/",
        ];
        Assert.Equal("page", (await RunAsync("curl", secure ? [.. arguments, "--proxy-cacert", _certificate.Pem] : arguments, "")).Output);
    }

    [Fact]
    public async Task Proxytunnel_CommandAsIssuedWithTls_Echoes()
    {
        Need("proxytunnel");
        await using var service = new TcpService();
        await using var fixture = await OnePortFixture.StartAsync(configure: o => Secure(o, true));
        var issued = await fixture.IssueAsync(await fixture.Gateway.OpenAsync(service));
        Assert.StartsWith("proxytunnel -q -E ", issued.Command, StringComparison.Ordinal);
        var (output, error) = await RunAsync(issued.Command!.Replace(" -E ", " -E -z ", StringComparison.Ordinal), "hello");
        Assert.True(output == "hello", error);
    }

    private void Secure(GatewayOptions options, bool secure) => options.ConnectCertificate = secure ? _certificate.Pem : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Need(string program) =>
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program))),
            $"{program} is not installed."
        );

    private static Task<(string Output, string Error)> RunAsync(string command, string input)
    {
        var words = command.Split(' ');
        return RunAsync(words[0], words[1..], input);
    }

    /// <summary>Gives it the input, waits for as much output, then ends its input.</summary>
    private static async Task<(string Output, string Error)> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        try
        {
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardInput.WriteAsync(input);
            await process.StandardInput.FlushAsync();
            var echo = new char[input.Length];
            var read = await process.StandardOutput.ReadBlockAsync(echo).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            process.StandardInput.Close();
            var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
            return (new string(echo, 0, read) + rest, await error.WaitAsync(TimeSpan.FromSeconds(20)));
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
