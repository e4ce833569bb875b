using JitPortal.Data;
using JitPortal.Identity.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;

namespace JitPortal.Identity;

/// <summary>Identity's store, but for the secrets of second factors, which it would keep plain.</summary>
internal sealed class PortalUserStore(PortalDb db, SecondFactorSecrets secrets, IdentityErrorDescriber? describer = null)
    : UserStore<User, IdentityRole, PortalDb>(db, describer)
{
    /// <summary>Where Identity's own store keeps these; its constants are not public.</summary>
    internal const string Provider = "[AspNetUserStore]";
    internal const string AuthenticatorKey = "AuthenticatorKey";
    internal const string RecoveryCodes = "RecoveryCodes";

    public override Task SetTokenAsync(User user, string loginProvider, string name, string? value, CancellationToken cancellationToken) =>
        base.SetTokenAsync(
            user,
            loginProvider,
            name,
            value is not null && IsKey(loginProvider, name) ? secrets.Seal(value) : value,
            cancellationToken
        );

    public override async Task<string?> GetTokenAsync(User user, string loginProvider, string name, CancellationToken cancellationToken)
    {
        var kept = await base.GetTokenAsync(user, loginProvider, name, cancellationToken);
        return IsKey(loginProvider, name) ? secrets.Open(kept) : kept;
    }

    public override Task ReplaceCodesAsync(User user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        SetTokenAsync(user, Provider, RecoveryCodes, SecondFactorSecrets.Hash(recoveryCodes), cancellationToken);

    public override async Task<int> CountCodesAsync(User user, CancellationToken cancellationToken) =>
        SecondFactorSecrets.Count(await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken));

    public override async Task<bool> RedeemCodeAsync(User user, string code, CancellationToken cancellationToken)
    {
        if (SecondFactorSecrets.Spend(await GetTokenAsync(user, Provider, RecoveryCodes, cancellationToken), code) is not { } left)
            return false;
        await SetTokenAsync(user, Provider, RecoveryCodes, left, cancellationToken);
        return true;
    }

    private static bool IsKey(string provider, string name) =>
        string.Equals(provider, Provider, StringComparison.Ordinal) && string.Equals(name, AuthenticatorKey, StringComparison.Ordinal);
}
