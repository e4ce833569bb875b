using JitPortal.Journal;

namespace JitPortal.Tests.Support;

/// <summary>A fact for tests to which it is all the same what happened.</summary>
internal sealed record Noted(string? What = null) : IFact
{
    public static string Type => "test.event";
}
