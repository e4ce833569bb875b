using System.Security.Cryptography;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>
/// Log-ins that are tried to see what the server does: of a role made the same way as the temporary ones and dropped at once, and of
/// a role without its password, which must be refused.
/// </summary>
internal sealed class ThrowAwayLogin(PostgresRolesSettings settings, RoleServer server, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    /// <summary>Makes a role, logs in with its password and without, drops it. Null where the first try worked; else what the server said.</summary>
    public async Task<(PostgresException? Right, LoginAnswer Wrong)> TryAsync(NpgsqlConnection link, CancellationToken ct)
    {
        var name = $"{settings.Prefix}probe_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var password = ScramVerifier.NewPassword();
        server.Book.Probes.TryAdd(name, 0);
        try
        {
            var ahead = await ServerClock.AheadAsync(link, time, ct);
            await link.TogetherAsync(
                RoleStatements.CreateProbe(
                    name,
                    RoleStatements.Until(time.GetUtcNow() + Life, ahead),
                    ScramVerifier.Of(password),
                    settings
                ),
                ct
            );
            return (await RightAsync(name, password, ct), await WithoutPasswordAsync(name, ct));
        }
        finally
        {
            await DropAsync(link, name);
            server.Book.Probes.TryRemove(name, out _);
        }
    }

    /// <summary>A log-in with a password that nobody was ever given.</summary>
    public async Task<LoginAnswer> WithoutPasswordAsync(string role, CancellationToken ct)
    {
        try
        {
            await using var connection = await server.Link.OpenAsAsync(role, ScramVerifier.NewPassword(), ct);
            return LoginAnswer.LetIn;
        }
        catch (PostgresException e)
            when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            return LoginAnswer.Refused;
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            return LoginAnswer.NotTold;
        }
    }

    private async Task<PostgresException?> RightAsync(string role, string password, CancellationToken ct)
    {
        try
        {
            await using var connection = await server.Link.OpenAsAsync(role, password, ct);
            return null;
        }
        catch (PostgresException e)
        {
            return e;
        }
    }

    private static async Task DropAsync(NpgsqlConnection link, string name)
    {
        try
        {
            // Its own sessions are closed, but the server may still be clearing up: that does not keep a role from being dropped.
            await link.RunAsync($"DROP ROLE IF EXISTS {SqlText.Name(name)}", CancellationToken.None);
        }
        catch (Exception e) when (PostgresTrouble.Is(e))
        {
            // The next pass finds it as a role that no grant explains.
        }
    }
}

/// <summary>What a server said to a log-in without the right password.</summary>
internal enum LoginAnswer
{
    Refused,

    /// <summary>NB. The server asks for no password there: deadlines of roles mean nothing.</summary>
    LetIn,

    /// <summary>Something else went wrong, such as too many sessions.</summary>
    NotTold,
}
