using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

/// <summary>
/// Beyond a length (NIST SP 800-63B asks for length, not for mixtures of characters): nothing that is easily guessed from the person
/// or the product, and nothing so long that hashing it would be an attack.
/// </summary>
internal sealed class PasswordPolicy : IPasswordValidator<User>
{
    public const int Shortest = 12;
    private const int Longest = 256;
    private const int FewestDifferent = 5;
    private const int TellingPart = 4;

    private static readonly string[] Common = ["password", "passwort", "jitportal", "letmein", "qwertyuiop", "administrator", "123456789"];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password)
    {
        var text = password ?? "";
        string[] own = [user.Email?.Split('@')[0] ?? "", .. user.Name.Split(' ')];
        string? sentence = text switch
        {
            { Length: < Shortest } => $"Choose a password of at least {Shortest} characters; a few words in a row are good.",
            { Length: > Longest } => $"A password has at most {Longest} characters.",
            _ when text.Distinct().Count() < FewestDifferent => $"Use at least {FewestDifferent} different characters in the password.",
            _ when Array.Find(own, part => part.Length >= TellingPart && text.Contains(part, StringComparison.OrdinalIgnoreCase))
                    is { } part => $"The password must not contain \"{part}\", which is part of your name or address.",
            _ when Array.Find(Common, word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } word =>
                $"The password must not contain \"{word}\": that is tried first.",
            _ when CommonPasswords.In(text) is { } word =>
                $"This comes down to \"{word}\", one of the most common passwords: those are tried first. A few words in a row are good.",
            _ => null,
        };
        return Task.FromResult(
            sentence is null
                ? IdentityResult.Success
                : IdentityResult.Failed(new IdentityError { Code = "PasswordWeak", Description = sentence })
        );
    }
}
