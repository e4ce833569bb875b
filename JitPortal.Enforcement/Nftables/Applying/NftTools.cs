using System.ComponentModel;
using System.Diagnostics;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>The system's own programs for its packet filter. NB. The host's nft, never one brought along: a set made by nft 1.1 crashes nft 1.0.</summary>
/// <param name="networkNamespace">Name of the network namespace to work in; null for the portal's own.</param>
internal sealed class NftTools(string? networkNamespace, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public string? NetworkNamespace => networkNamespace;

    /// <param name="name">One of nft, conntrack, ss, ip and timeout.</param>
    public async Task<Outcome<ProgramResult>> RunAsync(string name, IReadOnlyList<string> arguments, string input, CancellationToken ct)
    {
        if (Command(name, arguments) is not var (path, all))
            return Missing(name);
        try
        {
            var ran = await ChildProgram.RunAsync(path, all, input, Patience, time, ct);
            return ran.TimedOut ? Refusal.Unavailable("tool-late", $"{name} did not end in time and was stopped.") : ran;
        }
        catch (Win32Exception e)
        {
            return Refusal.Unavailable("tool-failed", $"{name} can't be used: {e.Message}");
        }
    }

    /// <summary>A program that goes on telling until it is killed; null when it can't be started.</summary>
    public Process? Start(string name, IReadOnlyList<string> arguments)
    {
        try
        {
            return Command(name, arguments) is var (path, all) ? ChildProgram.Start(path, all) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private (string Path, IReadOnlyList<string> Arguments)? Command(string name, IReadOnlyList<string> arguments)
    {
        if (ChildProgram.Find(name) is not { } path)
            return null;
        if (networkNamespace is null)
            return (path, arguments);
        return ChildProgram.Find("ip") is { } ip ? (ip, ["netns", "exec", networkNamespace, path, .. arguments]) : null;
    }

    private static Refusal Missing(string name) =>
        Refusal.Unavailable(
            "tool-missing",
            $"{name} is not installed; install the package {(name switch { "nft" => "nftables", "ss" or "ip" => "iproute2", _ => name })}."
        );
}
