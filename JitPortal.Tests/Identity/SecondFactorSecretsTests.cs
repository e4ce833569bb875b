using System.Text;
using JitPortal.Shared;
using JitPortal.Tests.Components.Account;
using JitPortal.Tests.Support;
using Microsoft.Data.Sqlite;

namespace JitPortal.Tests.Identity;

/// <summary>Whoever reads the data folder's database or a back-up of it cannot make codes: seeds are encrypted, recovery codes hashed.</summary>
public sealed class SecondFactorSecretsTests
{
    private const string Seed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string Codes = "QQQQQ-WWWWW;PPPPP-RRRRR";

    [Fact]
    public async Task SetUp_LeavesNeitherSeedNorCodesInAnyFile()
    {
        await using var app = PortalApp.Start();
        await app.PersonAsync("ann@example.org", Role.Requester);
        var (key, codes) = await AccountForms.SwitchOnAsync(app);

        Assert.Equal(10, codes.Count);
        Assert.Empty(FilesWith(app.Folder, [key, .. codes]));
        using var ann = await app.LogInAsync("ann@example.org");
        (
            await PortalApp.SubmitAsync(ann, "/account/two-factor", "two-factor", ("Input.Code", Totp.Code(key, DateTimeOffset.UtcNow)))
        ).Dispose();
        Assert.True(await ann.IsInAsync());
    }

    [Fact]
    public async Task OldDatabase_WithPlainSecrets_IsProtectedAtStart_AndTheyGoOnWorking()
    {
        var folder = Directory.CreateTempSubdirectory("jitportal-old-").FullName;
        await PortalProcess.AddPersonAsync(folder, "ann@example.org", "Requester");
        await WriteOldFormAsync(folder);
        Assert.NotEmpty(FilesWith(folder, [Seed]));

        await using (var portal = await PortalProcess.StartAsync(folder))
        {
            Assert.Empty(FilesWith(folder, [Seed, .. Codes.Split(';')]));
            using var byCode = portal.Visitor();
            (await AccountForms.TryPasswordAsync(byCode, "ann@example.org", PortalApp.Password)).Dispose();
            (
                await PortalApp.SubmitAsync(
                    byCode,
                    "/account/two-factor",
                    "two-factor",
                    ("Input.Code", Totp.Code(Seed, DateTimeOffset.UtcNow))
                )
            ).Dispose();
            Assert.True(await byCode.IsInAsync());

            using var byRecovery = portal.Visitor();
            (await AccountForms.TryPasswordAsync(byRecovery, "ann@example.org", PortalApp.Password)).Dispose();
            (await PortalApp.SubmitAsync(byRecovery, "/account/recovery-code", "recovery-code", ("Input.Code", "QQQQQ-WWWWW"))).Dispose();
            Assert.True(await byRecovery.IsInAsync());
            Assert.Contains(
                "1 recovery code left",
                await byRecovery.GetStringAsync("/account/manage/two-factor"),
                StringComparison.Ordinal
            );
        }

        await TemporaryFolder.DeleteAsync(folder);
    }

    private static async Task WriteOldFormAsync(string folder)
    {
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                UPDATE AspNetUsers SET TwoFactorEnabled = 1;
                INSERT INTO AspNetUserTokens (UserId, LoginProvider, Name, Value) SELECT Id, '[AspNetUserStore]', 'AuthenticatorKey', $seed FROM AspNetUsers;
                INSERT INTO AspNetUserTokens (UserId, LoginProvider, Name, Value) SELECT Id, '[AspNetUserStore]', 'RecoveryCodes', $codes FROM AspNetUsers;
                """;
            command.Parameters.AddWithValue("$seed", Seed);
            command.Parameters.AddWithValue("$codes", Codes);
            await command.ExecuteNonQueryAsync();
        }

        SqliteConnection.ClearAllPools();
    }

    private static IEnumerable<string> FilesWith(string folder, IReadOnlyList<string> secrets) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) != ".lock")
            .Where(f =>
            {
                using var file = new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var copy = new MemoryStream();
                file.CopyTo(copy);
                var text = Encoding.Latin1.GetString(copy.ToArray());
                return secrets.Any(s => text.Contains(s, StringComparison.Ordinal));
            });
}
