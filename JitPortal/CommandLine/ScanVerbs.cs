using System.CommandLine;
using System.Globalization;
using JitPortal.Scanning;
using JitPortal.Scanning.Importing;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>scan run|import</c>.</summary>
internal static class ScanVerbs
{
    public static Command Create(VerbHost host) => new("scan", "Scans of the network.") { Run(host), Import(host) };

    private static Command Run(VerbHost host)
    {
        var target = new Argument<string>("target")
        {
            Description = "Addresses, networks, ranges or host names within Scanning:AllowedRanges, several with commas.",
        };
        var profile = new Option<string>("--profile")
        {
            Description = "What to ask of each address.",
            DefaultValueFactory = _ => "standard",
        };
        profile.AcceptOnlyFromAmong([.. ScanProfiles.All.Select(ScanProfiles.NameOf)]);
        var vantage = new Option<string?>("--vantage") { Description = "From where this machine looks (shipped: Scanning:Vantage)." };
        var site = Site();
        var command = new Command("run", "Scan now and wait for the end; exit code 3 when the scan did not complete.")
        {
            target,
            profile,
            vantage,
            site,
        };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        services
                            .GetRequiredService<ScanService>()
                            .RunAsync(
                                Actor.CommandLine,
                                new StartScan(
                                    parsed.GetRequiredValue(target),
                                    parsed.GetValue(profile),
                                    parsed.GetValue(vantage),
                                    parsed.GetValue(site)
                                ),
                                services.GetRequiredService<TimeProvider>(),
                                c
                            ),
                    Print,
                    ct
                )
        );
        return command;
    }

    private static Command Import(VerbHost host)
    {
        var file = new Argument<string>("file") { Description = "XML of Nmap or masscan, also gzip; - reads standard input." };
        var vantage = new Option<string>("--vantage") { Description = "The name of the place that the scan looked from.", Required = true };
        var site = Site();
        var command = new Command("import", "Take in a scan that was made elsewhere; exit code 3 when the file is not complete.")
        {
            file,
            vantage,
            site,
        };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        ImportAsync(
                            services.GetRequiredService<ScanImport>(),
                            parsed.GetRequiredValue(file),
                            parsed.GetRequiredValue(vantage),
                            parsed.GetValue(site),
                            c
                        ),
                    Print,
                    ct
                )
        );
        return command;
    }

    private static Option<string?> Site() =>
        new("--site") { Description = "Whose addresses the scan saw (shipped: those of the site that the vantage looks at)." };

    private static async Task<Outcome<ScanView>> ImportAsync(
        ScanImport import,
        string file,
        string vantage,
        string? site,
        CancellationToken ct
    )
    {
        if (file != "-" && !File.Exists(file))
            return Refusal.NotFound("file-missing", $"There is no file {file}.");
        await using var body = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        var name = file == "-" ? "standard input" : Path.GetFileName(file);
        return await import.ImportAsync(Actor.CommandLine, body, vantage, name, ct, site);
    }

    private static int Print(ScanView scan, VerbOutput output)
    {
        output.Print(scan, Sentence(scan));
        foreach (var warning in scan.Warnings)
            Console.Error.WriteLine(
                warning.Line is { } line
                    ? string.Create(CultureInfo.InvariantCulture, $"Line {line}, column {warning.Column}: {warning.Sentence}")
                    : warning.Sentence
            );
        return scan.Complete ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    private static string Sentence(ScanView scan)
    {
        var found = string.Create(
            CultureInfo.InvariantCulture,
            $"{scan.State}: {scan.Hosts:N0} hosts with {scan.Services:N0} open ports, {scan.Changes:N0} changes. Scan {scan.Id}."
        );
        return scan.Error is null ? found : $"{found} {scan.Error}";
    }
}
