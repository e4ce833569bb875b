using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>How an applier outside this process answers: a line <c>ok</c> and what there is to tell, or a line <c>no</c> with a sentence.</summary>
internal static class ApplierAnswer
{
    private const int LongestSentence = 500;

    public static string Write(Outcome<string> outcome) => outcome.Ok ? $"ok\n{outcome.Value}" : $"no {Clean(outcome.Refusal.Sentence)}\n";

    public static Outcome<string> Read(string text, string who)
    {
        if (text.StartsWith("ok\n", StringComparison.Ordinal))
            return text[3..];
        return text.StartsWith("no ", StringComparison.Ordinal)
            ? Refusal.Unavailable("applier-refused", Clean(text[3..].Split('\n')[0]))
            : Refusal.Unavailable("applier-silent", $"{who} gave no answer that is understood.");
    }

    private static string Clean(string text) => string.Concat(text.Take(LongestSentence).Select(c => char.IsControl(c) ? ' ' : c));
}
