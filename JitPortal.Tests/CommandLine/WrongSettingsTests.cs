using JitPortal.Tests.Support;

namespace JitPortal.Tests.CommandLine;

/// <summary>A start that cannot be made says in one sentence what to mend.</summary>
public sealed class WrongSettingsTests
{
    [Theory]
    [InlineData("--Gateway:Ports=abc", "Gateway:Ports")]
    [InlineData("--Database:Provider=Foo", "The setting Database:Provider cannot be “Foo”; write Sqlite or Postgres.")]
    [InlineData("--Scanning:Parallelism=x", "The setting Scanning:Parallelism cannot be “x”; write a whole number.")]
    [InlineData("--SignIn:Idle=soon", "The setting SignIn:Idle cannot be “soon”; write a length of time")]
    [InlineData("--Database:Provider=Postgres", "Database:ConnectionString is empty")]
    [InlineData("--Enforcement:Points:0:Kind=moat", "Enforcement:Points:0")]
    [InlineData("--Enforcement:Sensors:0:Name=", "Enforcement:Sensors")]
    public async Task Start_WithAWrongSetting_IsASentenceAndAnExitCode(string setting, string said)
    {
        using var program = new PortalProgram();
        var (code, _, error) = await program.RunAsync(setting, "--urls", $"http://localhost:{PortalProcess.FreePort()}");
        Assert.Equal(1, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAConnectionStringThatCannotBeRead_DoesNotShowThePassword()
    {
        using var program = new PortalProgram();
        var (code, output, error) = await program.RunAsync(
            "--Database:Provider=Postgres",
            "--Database:ConnectionString=Hots=db;Password=swordfish"
        );
        Assert.Equal(1, code);
        Assert.Contains("Database:ConnectionString cannot be read", error, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", output + error, StringComparison.Ordinal);
    }
}
