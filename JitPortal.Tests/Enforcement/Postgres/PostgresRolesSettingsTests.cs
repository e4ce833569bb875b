using JitPortal.Enforcement.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Enforcement.Postgres;

public sealed class PostgresRolesSettingsTests
{
    [Fact]
    public void Create_GoodSettings_MakesThePoint()
    {
        var made = Kind().Create("db", Section(Good()));
        Assert.True(made.Ok, made.Refusal?.Sentence);
        Assert.Equal("db", made.Value!.Name);
        Assert.Null(
            made.Value.ObjectionTo(
                new JitPortal.Shared.Endpoint(System.Net.IPAddress.Parse("10.0.0.7"), 5432, JitPortal.Shared.TransportProtocol.Tcp),
                null
            )
        );
    }

    [Theory]
    [InlineData("Prefix", "Jit")]
    [InlineData("Prefix", "app_")]
    [InlineData("TemplateRoles:0", "")]
    [InlineData("OwnedObjectsTo", "")]
    [InlineData("ConnectionLimit", "0")]
    [InlineData("Servers:0:Guards:0", "10.0.0.7")]
    [InlineData("Servers:0:Host", "a b")]
    [InlineData("Servers:0:PasswordFile", "relative")]
    [InlineData("Servers:0:SslMode", "Prefer")]
    [InlineData("Servers:0:Databases:0", "")]
    public void Create_WrongSetting_IsNamed(string key, string value)
    {
        var settings = Good();
        settings[key] = value;
        var refusal = Kind().Create("db", Section(settings)).Refusal;
        Assert.NotNull(refusal);
        Assert.All(refusal.Problems, p => Assert.StartsWith($"Point:{key.Split(':')[0]}", p.Field, StringComparison.Ordinal));
        Assert.NotEmpty(refusal.Problems);
    }

    [Fact]
    public void Create_TwoPointsWithOnePrefixOnOneServer_IsRefused()
    {
        var kind = Kind();
        Assert.True(kind.Create("one", Section(Good())).Ok);
        Assert.Contains("one", kind.Create("two", Section(Good())).Refusal?.Sentence, StringComparison.Ordinal);
        var other = Good();
        other["Prefix"] = "jitother_";
        Assert.True(kind.Create("two", Section(other)).Ok);
    }

    /// <summary>As PostgreSQL itself computes it for this salt; checked with ALTER ROLE under password_encryption = scram-sha-256.</summary>
    [Fact]
    public void ScramVerifier_KnownSalt_IsAsTheServerWouldKeepIt() =>
        Assert.Equal(
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            ScramVerifier.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="))
        );

    private static PostgresRolesKind Kind() => new(TimeProvider.System, NullLoggerFactory.Instance);

    private static Dictionary<string, string?> Good() =>
        new()
        {
            ["TemplateRoles:0"] = "app_reader",
            ["OwnedObjectsTo"] = "leftovers",
            ["Servers:0:Guards:0"] = "10.0.0.7:5432",
            ["Servers:0:Host"] = "db.example.org",
            ["Servers:0:PasswordFile"] = "/etc/jitportal/db.password",
            ["Servers:0:Databases:0"] = "app",
        };

    private static IConfigurationSection Section(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"Point:{s.Key}", s.Value)))
            .Build()
            .GetSection("Point");
}
