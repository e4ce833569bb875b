using System.Collections.Concurrent;
using System.Diagnostics;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Reliability;

/// <summary>A running <see cref="GrantStorm"/>.</summary>
internal sealed class StormProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StormProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>It has decided something: what comes first takes a machine that is busy seconds.</summary>
    public Task FirstAnswer => _first.Task;

    public int Id => _process.Id;

    public static Task<StormProcess> StartAsync(string folder, Endpoint service, params string[] settings) =>
        StartAsync(null, folder, service, settings);

    /// <param name="clock">The wall clock that it lives by; null = the machine's.</param>
    public static async Task<StormProcess> StartAsync(OwnClock? clock, string folder, Endpoint service, params string[] settings)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && host.EndsWith("dotnet", StringComparison.Ordinal) ? host : "dotnet"
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (
            var argument in new[]
            {
                Path.Combine(AppContext.BaseDirectory, "JitPortal.Tests.dll"),
                GrantStorm.Verb,
                folder,
                service.ToString(),
            }.Concat(settings)
        )
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        clock?.Put(start);
        var storm = new StormProcess(Process.Start(start)!);
        await storm._ready.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return storm;
    }

    /// <summary>kill -9, and everything that it had said until then.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        return [.. _said];
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            _ready.TrySetException(
                new InvalidOperationException($"The storm ended before it was ready: {string.Join('\n', _said.Concat(_errors))}")
            );
        else if (line == "ready")
            _ready.TrySetResult();
        else
        {
            _said.Enqueue(line);
            _first.TrySetResult();
        }
    }
}
