namespace JitPortal.Scanning;

/// <summary>Whether this machine can scan, and what a person has to do when it can't, or could do better.</summary>
/// <param name="Path">Absolute path of the program, when it was found.</param>
/// <param name="Version">As it says, e.g. <c>7.93</c>.</param>
/// <param name="Sentence">What is the matter; always there.</param>
/// <param name="Fix">What to do; null when nothing needs doing.</param>
public sealed record NmapHealth(bool CanScan, string? Path, string? Version, NmapPrivilege? Privilege, string Sentence, string? Fix)
{
    /// <summary><c>raw</c> or <c>connect</c>, as a scan records it.</summary>
    public string? PrivilegeName => Privilege is { } p ? NameOf(p) : null;

    public static string NameOf(NmapPrivilege privilege) => privilege == NmapPrivilege.ConnectOnly ? "connect" : "raw";
}
