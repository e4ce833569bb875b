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

    public bool Matches(string ticket) => _regex.IsMatch(ticket);

    public static bool TryParse(string text, [NotNullWhen(true)] out TicketPattern? pattern)
    {
        try
        {
            pattern = new TicketPattern(text, new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
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
