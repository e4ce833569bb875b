namespace JitPortal.CommandLine;

/// <summary>What the program's exit code says; scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>One sentence stands on stderr.</summary>
    public const int Failed = 1;

    public const int WrongUse = 2;

    /// <summary>It worked, and what was to be checked does not hold: a broken journal, an invalid policy, an unhealthy portal.</summary>
    public const int DoesNotHold = 3;
}
