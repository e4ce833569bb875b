namespace JitPortal.Scanning;

/// <summary>One run of Nmap, wholly decided before it starts.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="Environment">Added to PATH, HOME and LANG, which are all that the child gets.</param>
/// <param name="Directory">NB. The working directory is on Nmap's search path for data files, so it belongs to the run alone.</param>
/// <param name="Input">Lines for standard input.</param>
internal sealed record NmapCommand(
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string Directory,
    IReadOnlyList<string> Input,
    TimeSpan WallTimeout
);

/// <summary>How a run of Nmap ended.</summary>
/// <param name="Code">Exit code; 128 + signal when a signal ended it.</param>
/// <param name="ErrorOutput">The last 64 KiB of its error stream.</param>
/// <param name="Stopped">Somebody asked it to stop.</param>
/// <param name="TimedOut">It ran into the wall timeout.</param>
internal sealed record NmapExit(int Code, string ErrorOutput, bool Stopped, bool TimedOut);
