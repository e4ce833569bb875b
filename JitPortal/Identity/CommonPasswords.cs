using System.Collections.Frozen;

namespace JitPortal.Identity;

/// <summary>
/// The passwords that are tried first (NIST SP 800-63B, 5.1.1.2; OWASP ASVS 2.1.7): 49,000, read when somebody first chooses a password.
/// Each counts also with digits and signs around it, written with digits for letters, and said twice: all of that is tried next.
/// </summary>
internal static class CommonPasswords
{
    private const string Resource = "CommonPasswords.txt";

    /// <summary>Shorter words are in every sentence.</summary>
    private const int Shortest = 4;

    private static readonly Lazy<FrozenSet<string>> All = new(Read);

    /// <summary>The common password that this one comes down to; null when it does to none.</summary>
    public static string? In(string password)
    {
        var text = password.ToLowerInvariant();
        return Cores(text)
            .SelectMany(core => (string[])[core, Letters(core, 'i'), Letters(core, 'l')])
            .SelectMany(word => (string[])[word, Said(word)])
            .FirstOrDefault(word => word.Length >= Shortest && All.Value.Contains(word));
    }

    /// <summary>With and without what is no letter before and behind.</summary>
    private static IEnumerable<string> Cores(string text)
    {
        var first = text.AsSpan().IndexOfAnyInRange('a', 'z');
        var last = text.AsSpan().LastIndexOfAnyInRange('a', 'z');
        return first < 0 ? [text] : [text, text[first..], text[..(last + 1)], text[first..(last + 1)]];
    }

    /// <summary>Digits and signs that are read as letters; a one is read as two of them.</summary>
    private static string Letters(string text, char one) =>
        string.Concat(
            text.Select(c =>
                c switch
                {
                    '0' => 'o',
                    '1' or '!' => one,
                    '3' => 'e',
                    '4' or '@' => 'a',
                    '5' or '$' => 's',
                    '7' => 't',
                    _ => c,
                }
            )
        );

    /// <summary>What is said again and again, once.</summary>
    private static string Said(string text)
    {
        var again = (text + text).IndexOf(text, 1, StringComparison.Ordinal);
        return again > 0 && again < text.Length ? text[..again] : text;
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var words = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            // The list's licence stands on top of it.
            if (!line.StartsWith("# ", StringComparison.Ordinal) && line.Length >= Shortest)
                words.Add(line);
        }

        return words.ToFrozenSet(StringComparer.Ordinal);
    }
}
