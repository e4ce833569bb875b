namespace JitPortal.Shared;

/// <summary>What a program came to.</summary>
/// <param name="Error">The last 64 KiB of its error stream; text of whoever it talked to.</param>
/// <param name="TimedOut">It was ended because it took too long; the exit code then says nothing.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Error, bool TimedOut)
{
    public bool Succeeded => ExitCode == 0 && !TimedOut;
}
