using JitPortal.Tests.Reliability;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace JitPortal.Tests;

/// <summary>The test runner's entry, and that of <see cref="GrantStorm"/>, a process that a test starts in order to kill it.</summary>
internal static class TestProgram
{
    public static Task<int> Main(string[] args) =>
        args switch
        {
            [GrantStorm.Verb, var folder, var service, .. var settings] => GrantStorm.RunAsync(folder, service, settings),
            _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") => TestPlatformTestFramework.RunAsync(
                args,
                SelfRegisteredExtensions.AddSelfRegisteredExtensions
            ),
            _ => ConsoleRunner.Run(args),
        };
}
