using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace JitPortal.Tests.Support;

/// <summary>The built program as a process of its own, which can be killed like any other.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private PortalProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "JitPortal.dll");

    public Uri Address { get; }

    /// <summary>All that it printed so far.</summary>
    public string Output => string.Join('\n', _output);

    public bool Running => !_process.HasExited;

    public int Id => _process.Id;

    /// <summary>Files and sockets that it holds now; Linux.</summary>
    public int OpenFiles => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Length;

    /// <summary>How many of them are sockets. A file that is closed between the list and the look is none.</summary>
    public int OpenSockets =>
        Directory
            .EnumerateFileSystemEntries($"/proc/{Id}/fd")
            .Count(f => new FileInfo(f).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true);

    /// <summary>Starts it on a free port and waits until it says that it is ready.</summary>
    public static Task<PortalProcess> StartAsync(string folder, params string[] more) => StartAsync(null, folder, more);

    /// <param name="clock">The clock that it lives by; null = the machine's.</param>
    /// <param name="unready">It is there when it answers, whatever it says of itself.</param>
    /// <param name="under">A program that sets something up and becomes the portal, as <c>prlimit</c> does.</param>
    public static async Task<PortalProcess> StartAsync(
        OwnClock? clock,
        string folder,
        string[] more,
        bool unready = false,
        string[]? under = null
    )
    {
        var address = new Uri($"http://localhost:{FreePort()}");
        var start = Command(["--data", folder, "--urls", address.OriginalString, .. more], under ?? []);
        clock?.Put(start);
        var portal = new PortalProcess(Process.Start(start)!, address);
        using var client = new HttpClient { BaseAddress = address };
        return await portal.ReadyAsync(client, unready, 60);
    }

    /// <summary>The same on one machine of a small network, where it listens on all addresses at port 5080.</summary>
    /// <param name="settings">As environment variables name them.</param>
    public static async Task<PortalProcess> StartOnAsync(
        NetworkNamespaces net,
        string machine,
        string folder,
        IEnumerable<KeyValuePair<string, string>> settings
    )
    {
        var start = Command(["--data", folder, "--urls", "http://*:5080"], "ip", "netns", "exec", net[machine]);
        foreach (var (key, value) in settings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        var portal = new PortalProcess(Process.Start(start)!, new Uri("http://localhost:5080"));
        using var client = net.Http(machine, "127.0.0.1", "127.0.0.1");
        client.BaseAddress = new Uri("http://127.0.0.1:5080");
        return await portal.ReadyAsync(client, unready: false, 90);
    }

    /// <summary>One that does not get ready is ended: nobody else would.</summary>
    private async Task<PortalProcess> ReadyAsync(HttpClient client, bool unready, int seconds)
    {
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    if (_process.HasExited)
                        throw new InvalidOperationException($"The portal ended with {_process.ExitCode}:\n{Output}");
                    try
                    {
                        using var answer = await client.GetAsync("health/ready");
                        return unready || answer.IsSuccessStatusCode;
                    }
                    catch (HttpRequestException)
                    {
                        return false;
                    }
                },
                "the portal is ready",
                seconds
            );
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string? input, params string[] arguments)
    {
        using var process = Process.Start(Command(arguments))!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Adds a person by the command line and gives a token of theirs; works whether a portal runs on the folder or not.</summary>
    /// <param name="more">Settings that every verb needs to find the same database.</param>
    public static async Task<string> AddPersonAsync(string folder, string email, string roles, params string[] more)
    {
        var added = await RunAsync(
            $"{PortalApp.Password}\n",
            ["user", "add", email, "--name", email, "--role", roles, "--password-stdin", "--data", folder, .. more]
        );
        Assert.True(added.ExitCode == 0, added.Error);
        var token = await RunAsync(null, ["token", "create", "--user", email, "--name", "test", "--data", folder, .. more]);
        Assert.True(token.ExitCode == 0, token.Error);
        return token.Output.Trim();
    }

    /// <summary>A client of the API with a person's token.</summary>
    public HttpClient Api(string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address, "api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <inheritdoc cref="PortalApp.Visitor"/>
    public HttpClient Visitor(CookieContainer? device = null) => PortalApp.VisitorOf(Address, device);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>kill -9: no shutdown code runs.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP or SIGCONT, as a debugger or a frozen machine does.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end, whoever brings it about.</summary>
    public async Task<int> EndedAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as a service manager ends it.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Command(string[] arguments, params string[] wrapper)
    {
        string[] whole = [.. wrapper, "dotnet", Program, .. arguments];
        var start = new ProcessStartInfo(whole[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in whole[1..])
            start.ArgumentList.Add(argument);
        // These live for seconds: what the runtime learns of hot code is never used.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    private void Keep(string? line)
    {
        if (line is not null)
            _output.Enqueue(line);
    }
}
