using System.Diagnostics;
using System.Text.Json;

namespace JitPortal.Tests.CommandLine;

/// <summary>The built program as a process of its own, on a temporary data folder.</summary>
internal sealed class Portal : IAsyncDisposable
{
    private readonly List<Process> _running = [];

    public string Data { get; } = Directory.CreateTempSubdirectory("jitportal-cli-").FullName;

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "JitPortal.dll");

    /// <summary>Runs a verb to its end.</summary>
    public async Task<Answer> RunWithInputAsync(string? input, params string[] args)
    {
        using var process = Begin([.. args, "--data", Data], input);
        var (text, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        return new Answer(process.ExitCode, (await text).Trim(), (await error).Trim());
    }

    public Task<Answer> RunAsync(params string[] args) => RunWithInputAsync(null, args);

    /// <summary>Starts the portal and waits until it listens; the lines it printed, and its address.</summary>
    public async Task<(Uri Address, IReadOnlyList<string> Lines)> ServeAsync()
    {
        var process = Begin(["--data", Data, "--urls", "http://127.0.0.1:0"], null);
        _running.Add(process);
        List<string> lines = [];
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        Uri? address = null;
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line.Trim());
            if (line.Contains("Now listening on: ", StringComparison.Ordinal))
                address = new Uri(line[(line.IndexOf("on: ", StringComparison.Ordinal) + 4)..].Trim());
            if (line.Contains("Application started", StringComparison.Ordinal))
                return (address!, lines);
        }

        throw new InvalidOperationException(
            $"The portal ended: {string.Join('\n', lines)} {await process.StandardError.ReadToEndAsync(limit.Token)}"
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Directory.Delete(Data, recursive: true);
    }

    private static Process Begin(IEnumerable<string> args, string? input)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        if (input is not null)
            process.StandardInput.WriteLine(input);
        process.StandardInput.Close();
        return process;
    }

    internal sealed record Answer(int Code, string Text, string Error)
    {
        public JsonElement Json =>
            Code == 0 ? JsonDocument.Parse(Text).RootElement : throw new InvalidOperationException($"{Code}: {Error}");
    }
}
