namespace JitPortal.Scanning;

/// <summary>How a run of Nmap ended.</summary>
/// <param name="Code">Exit code; 128 + signal when a signal ended it.</param>
/// <param name="ErrorOutput">The last 64 KiB of its error stream.</param>
/// <param name="Stopped">Somebody asked it to stop.</param>
/// <param name="TimedOut">It ran into the wall timeout.</param>
internal sealed record NmapExit(int Code, string ErrorOutput, bool Stopped, bool TimedOut);
