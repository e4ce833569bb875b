namespace JitPortal.CommandLine;

/// <summary>What is printed of an exception that nobody expected.</summary>
internal static class VerbFailure
{
    /// <summary>NB. Not the whole exception: its text may name files and servers.</summary>
    public static string OneLine(Exception e) =>
        $"It failed: {string.Join(' ', e.GetBaseException().Message.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))}";
}
