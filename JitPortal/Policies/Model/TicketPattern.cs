using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace JitPortal.Policies.Model;

/// <summary>What a ticket must look like. NB. Runs in linear time on text that a requester chose: no backtracking, ever.</summary>
public sealed class TicketPattern
{
    private readonly Regex _regex;

    private TicketPattern(string text, Regex regex)
    {
        Text = text;
        _regex = regex;
    }

    public string Text { get; }

    /// <summary>The whole ticket, not a part of it.</summary>
    public bool Matches(string ticket) => _regex.IsMatch(ticket);

    public static bool TryParse(string text, [NotNullWhen(true)] out TicketPattern? pattern)
    {
        try
        {
            // By itself first: “a)(b” is no pattern, though it would be one between brackets.
            _ = new Regex(text, RegexOptions.NonBacktracking);
            pattern = new TicketPattern(
                text,
                new Regex($"^(?:{text})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1))
            );
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            pattern = null;
            return false;
        }
    }

    public override string ToString() => Text;
}
