using JitPortal.Shared;

namespace JitPortal.Tests.Shared;

public sealed class ChildProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_ArgumentsThatAShellWouldRead_ArriveAsTheyAre()
    {
        var result = await RunAsync("printf", ["%s|", "$(id)", "a b", "`x`; rm"]);
        Assert.Equal("$(id)|a b|`x`; rm|", result.Output);
        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task Run_MuchInput_ComesBackWhole()
    {
        var text = new string('x', 1_000_000);
        Assert.Equal(text, (await RunAsync("cat", [], text)).Output);
    }

    [Fact]
    public async Task Run_TheParentsSecrets_AreNotInTheEnvironment()
    {
        Environment.SetEnvironmentVariable("JITPORTAL_PLANTED_SECRET", "s3cret");
        Assert.DoesNotContain("s3cret", (await RunAsync("env", [])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ProgramThatNeverEnds_IsEndedAndSaysSo()
    {
        var result = await ChildProgram.RunAsync(
            ChildProgram.Find("sleep")!,
            ["600"],
            null,
            TimeSpan.FromMilliseconds(200),
            TimeProvider.System,
            CancellationToken.None
        );
        Assert.True(result.TimedOut);
        Assert.False(result.Succeeded);
    }

    private static Task<ProgramResult> RunAsync(string name, IReadOnlyList<string> arguments, string? input = null) =>
        ChildProgram.RunAsync(ChildProgram.Find(name)!, arguments, input, Patience, TimeProvider.System, CancellationToken.None);
}
