using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>The boot file as the source of what an applier of its own protects.</summary>
internal static class RulesFile
{
    private const int Longest = 1024 * 1024;

    /// <summary>Read anew each time, so that an operator's change needs no restart.</summary>
    public static Outcome<string> Read(string path)
    {
        try
        {
            // NB. Whoever can write it decides what is protected.
            if (
                !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None
            )
                return Refusal.Invalid("rules-writable", $"{path} can be written by others than its owner; chmod 644 {path}.");
            return new FileInfo(path).Length > Longest
                ? Refusal.Invalid("rules-long", $"{path} is too long to be the boot file.")
                : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusal.NotFound("rules-missing", $"The boot file {path} can't be read ({e.Message}).");
        }
    }

    public static Placement PlacementOf(string rules) =>
        rules.Contains("hook input", StringComparison.Ordinal) ? Placement.Host : Placement.Forward;
}
