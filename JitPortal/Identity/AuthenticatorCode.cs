using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

/// <summary>A code as people type it from an authenticator app.</summary>
internal static class AuthenticatorCode
{
    public static string Digits(string code) => string.Concat(code.Where(char.IsAsciiDigit));

    public static Task<bool> IsRightAsync(UserManager<User> users, User user, string code) =>
        users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, Digits(code));
}
