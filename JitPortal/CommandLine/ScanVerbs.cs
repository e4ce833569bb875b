using System.CommandLine;
using System.Globalization;
using JitPortal.Scanning;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>scan run</c>.</summary>
internal static class ScanVerbs
{
    public static Command Create(VerbHost host) => new("scan", "Scans of the network.") { Run(host) };

    private static Command Run(VerbHost host)
    {
        var target = new Argument<string>("target") { Description = "Addresses, networks, ranges or host names within Scanning:AllowedRanges, several with commas." };
        var profile = new Option<string>("--profile") { Description = "What to ask of each address.", DefaultValueFactory = _ => "standard" };
        profile.AcceptOnlyFromAmong([.. ScanProfiles.All.Select(ScanProfiles.NameOf)]);
        var vantage = new Option<string?>("--vantage") { Description = "From where this machine looks (shipped: Scanning:Vantage)." };
        var command = new Command("run", "Scan now and wait for the end; exit code 3 when the scan did not complete.") { target, profile, vantage };
        command.SetAction((parsed, ct) => host.RunAsync(
            parsed,
            (services, c) => services.GetRequiredService<ScanDesk>().RunAsync(
                Actor.CommandLine,
                new StartScan(parsed.GetRequiredValue(target), parsed.GetValue(profile), parsed.GetValue(vantage)),
                services.GetRequiredService<TimeProvider>(),
                c),
            Print,
            ct));
        return command;
    }

    private static int Print(ScanView scan, VerbOutput output)
    {
        output.Print(scan, Sentence(scan));
        foreach (var warning in scan.Warnings)
            Console.Error.WriteLine(warning.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {warning.Column}: {warning.Sentence}") : warning.Sentence);
        return scan.Complete ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    private static string Sentence(ScanView scan)
    {
        var found = string.Create(CultureInfo.InvariantCulture, $"{scan.State}: {scan.Hosts:N0} hosts with {scan.Services:N0} open ports, {scan.Changes:N0} changes. Scan {scan.Id}.");
        return scan.Error is null ? found : $"{found} {scan.Error}";
    }
}
