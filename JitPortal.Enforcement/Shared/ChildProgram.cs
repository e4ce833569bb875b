using System.Diagnostics;
using System.Text;

namespace JitPortal.Shared;

/// <summary>
/// Runs a program of the operating system. NB. No shell, an argument vector, an environment of three variables. Arguments are
/// seen by everybody on the machine: secrets go through standard input or files.
/// </summary>
public static class ChildProgram
{
    private const int MostOutput = 64 * 1024 * 1024;
    private const int ErrorTail = 64 * 1024;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Where <paramref name="name"/> lies in the system's own folders; null when it is not installed. The caller's PATH is not asked.</summary>
    public static string? Find(string name) =>
        ((string[])["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Waits for its end, and ends it and its children when <paramref name="patience"/> is over or the caller gives up.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program can't be started.</exception>
    public static async Task<ProgramResult> RunAsync(
        string path,
        IReadOnlyList<string> arguments,
        string? input,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken ct
    )
    {
        using var process = Start(path, arguments);
        var (output, error, fed) = (
            OutputTail.ReadAsync(process.StandardOutput, MostOutput),
            OutputTail.ReadAsync(process.StandardError, ErrorTail),
            FeedAsync(process, input)
        );
        using var wall = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(wall.Token, ct);
        try
        {
            await process.WaitForExitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            ct.ThrowIfCancellationRequested();
        }

        await fed;
        return new ProgramResult(process.ExitCode, await output, await error, wall.IsCancellationRequested);
    }

    /// <summary>Gives the program this process's own terminal and environment, and waits for its end, or ends it when the caller gives up.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program can't be started.</exception>
    public static async Task<int> RunInTerminalAsync(string path, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        using var process = Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false });
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return process.ExitCode;
    }

    /// <summary>A program that is talked to while it runs; the caller ends it.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program can't be started.</exception>
    public static Process Start(string path, IReadOnlyList<string> arguments) =>
        Start(
            new ProcessStartInfo(path, arguments)
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = Utf8,
                StandardOutputEncoding = Utf8,
                StandardErrorEncoding = Utf8,
                WorkingDirectory = Path.GetTempPath(),
            }
        );

    private static Process Start(ProcessStartInfo info)
    {
        if (info.RedirectStandardOutput)
        {
            info.Environment.Clear();
            info.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
            info.Environment["HOME"] = info.WorkingDirectory;
            info.Environment["LANG"] = "C";
        }

        var process = new Process { StartInfo = info };
        try
        {
#pragma warning disable RS0030 // An argument vector, never a shell.
            process.Start();
#pragma warning restore RS0030
            return process;
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    private static async Task FeedAsync(Process process, string? input)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and error stream say why.
        }
    }
}

/// <summary>What a program came to.</summary>
/// <param name="Error">The last 64 KiB of its error stream; text of whoever it talked to.</param>
/// <param name="TimedOut">It was ended because it took too long; the exit code then says nothing.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Error, bool TimedOut)
{
    public bool Succeeded => ExitCode == 0 && !TimedOut;
}
