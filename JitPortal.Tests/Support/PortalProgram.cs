using System.Diagnostics;

namespace JitPortal.Tests.Support;

/// <summary>The program itself, started as a person with a shell starts it, on a data folder of its own.</summary>
internal sealed class PortalProgram : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("jitportal-").FullName;

    public string Data => _data;

    public async Task<(int ExitCode, string Out, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "JitPortal.dll"), .. arguments, "--data", _data])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }
}
