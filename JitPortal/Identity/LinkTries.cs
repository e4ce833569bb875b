using System.Net;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>Counts wrong codes of set-up and invitation links for the network that they come from: whose they would be, nobody knows yet.</summary>
public sealed class LinkTries(Tries tries)
{
    /// <param name="wrong">The refusal that says that there is no such code.</param>
    public Task<Outcome<T>> CountAsync<T>(string purpose, IPAddress? source, Refusal wrong, Func<Task<Outcome<T>>> attempt) =>
        tries.GuessAsync($"{purpose} {SourceNetwork.Of(source)}", refusal => ReferenceEquals(refusal, wrong), attempt);
}
