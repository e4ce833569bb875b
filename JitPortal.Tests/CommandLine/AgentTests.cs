using System.Diagnostics;
using System.Reflection;
using JitPortal.CommandLine;

namespace JitPortal.Tests.CommandLine;

/// <summary>The program that stands on other machines: small, and nothing in it that it does not need.</summary>
public sealed class AgentTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "JitPortal.Agent.dll");

    [Fact]
    public void Agent_HoldsNoPagesAndNoDatabaseOfThePortal()
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        Collect(typeof(ApplierVerb).Assembly.GetName(), held);
        Assert.Contains("JitPortal.Enforcement", held);
        Assert.DoesNotContain("JitPortal", held);
        Assert.DoesNotContain(
            held,
            name =>
                name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
                || name.StartsWith("MudBlazor", StringComparison.Ordinal)
                || name.StartsWith("Quartz", StringComparison.Ordinal)
                || (
                    name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                    && !name.EndsWith(".Abstractions", StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task Help_NamesItsVerbs()
    {
        var (code, output, _) = await RunAsync("--help");
        Assert.Equal(0, code);
        Assert.All((string[])["applier", "sensor", "ssh"], verb => Assert.Contains(verb, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WrongUse_IsASentenceAndItsOwnExitCode()
    {
        var (code, _, error) = await RunAsync("sensor", "--port", "x");
        Assert.Equal(ExitCode.WrongUse, code);
        Assert.Contains("Ask with --help.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sensor_WithoutAPortal_SaysWhatIsMissing()
    {
        var (code, _, error) = await RunAsync("sensor", "--name", "office");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("Which portal?", error, StringComparison.Ordinal);
    }

    /// <summary>Libraries of .NET itself lie with the runtime and are not followed.</summary>
    private static void Collect(AssemblyName name, HashSet<string> held)
    {
        if (!held.Add(name.Name!) || name.Name!.StartsWith("System.", StringComparison.Ordinal) || name.Name is "netstandard" or "mscorlib")
            return;
        foreach (var used in Assembly.Load(name).GetReferencedAssemblies())
            Collect(used, held);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Remove("JITPORTAL_URL");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
