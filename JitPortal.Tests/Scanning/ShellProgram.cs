namespace JitPortal.Tests.Scanning;

/// <summary>A small program written by a test.</summary>
internal static class ShellProgram
{
    public static string Write(DirectoryInfo folder, string body)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs /bin/sh.");
        var path = Path.Combine(folder.FullName, "program");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
