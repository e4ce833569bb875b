using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>
/// A running Nmap: read while it runs. NB. No shell, an argument vector, an environment of three variables,
/// a directory of its own, targets on standard input. When the portal dies, Nmap dies at its next write into the closed pipe.
/// </summary>
internal sealed class NmapProcess : IAsyncDisposable
{
    private const int ErrorTail = 64 * 1024;
    private const int Interrupt = 2;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Process _process;
    private readonly CancellationTokenSource _wall;
    private readonly CancellationTokenRegistration _onWall;
    private readonly Task<string> _errors;
    private readonly Task _feeding;
    private readonly TimeProvider _time;
    private int _stopping;
    private bool _stopped;
    private bool _timedOut;

    private NmapProcess(Process process, NmapCommand command, TimeProvider time)
    {
        _process = process;
        _time = time;
        _errors = OutputTail.ReadAsync(process.StandardError, ErrorTail);
        _feeding = FeedAsync(command.Input);
        _wall = new CancellationTokenSource(command.WallTimeout, time);
        _onWall = _wall.Token.Register(() =>
        {
            _timedOut = true;
            _ = StopAsync();
        });
    }

    /// <summary>What Nmap writes as XML, as it flushes it.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="System.ComponentModel.Win32Exception">The program can't be started.</exception>
    public static NmapProcess Start(NmapCommand command, TimeProvider time)
    {
        var info = new ProcessStartInfo(command.Path, command.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
            WorkingDirectory = command.Directory,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        info.Environment["HOME"] = command.Directory;
        info.Environment["LANG"] = "C";
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;

        var process = new Process { StartInfo = info };
        try
        {
#pragma warning disable RS0030 // An argument vector, never a shell.
            process.Start();
#pragma warning restore RS0030
        }
        catch
        {
            process.Dispose();
            throw;
        }

        return new NmapProcess(process, command, time);
    }

    /// <summary>Read <see cref="Output"/> to its end first.</summary>
    public async Task<NmapExit> EndAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        await _feeding;
        return new NmapExit(_process.ExitCode, await _errors, _stopped, _timedOut);
    }

    /// <summary>Asks it to end, and ends it and all its children when it has not within five seconds. What it has written stays readable.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        if (Interlocked.Exchange(ref _stopping, 1) != 0)
            return;
        try
        {
            if (_process.HasExited)
                return;
            if (!OperatingSystem.IsWindows())
                _ = Kill(_process.Id, Interrupt);
            using var grace = new CancellationTokenSource(OperatingSystem.IsWindows() ? TimeSpan.Zero : Grace, _time);
            await _process.WaitForExitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself in the meantime.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _onWall.DisposeAsync();
        if (!_process.HasExited)
        {
            await StopAsync();
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        await _errors;
        await _feeding;
        _wall.Dispose();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    /// <summary>Beside the reading of the output: Nmap takes targets as it goes, so neither side may wait for the other.</summary>
    private async Task FeedAsync(IEnumerable<string> lines)
    {
        try
        {
            foreach (var line in lines)
                await _process.StandardInput.WriteLineAsync(line);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read its targets; its error stream says why.
        }
    }
}
