using System.Net.Mail;
using JitPortal.Shared;

namespace JitPortal.Identity;

/// <summary>E-mail addresses, by which people sign in; kept in lower case.</summary>
public static class EmailText
{
    /// <summary>RFC 5321: a path has at most 256 octets including its angle brackets.</summary>
    private const int Longest = 254;

    public static bool TryParse(string? text, out string email)
    {
        email = text?.Trim().ToLowerInvariant() ?? "";
        return email.Length <= Longest
            && string.Equals(TypedText.Line(email), email, StringComparison.Ordinal)
            && !email.Any(char.IsWhiteSpace)
            && MailAddress.TryCreate(email, out var address)
            && string.Equals(address.Address, email, StringComparison.Ordinal);
    }
}
