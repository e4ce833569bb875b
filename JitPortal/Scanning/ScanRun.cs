using JitPortal.Data;
using JitPortal.Inventory.Ingest;
using JitPortal.Live;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Scanning;

/// <summary>One scan from Nmap's start to its end: arguments, directory, process, intake, and what it came to.</summary>
internal sealed class ScanRun(
    Scan scan,
    ScanScope scope,
    NmapHealth health,
    NmapPrivilege privilege,
    InventoryWriter inventory,
    RawScans raw,
    PortalPaths paths,
    ScanLifecycle records,
    LiveScans live,
    LiveBus bus,
    ScanningOptions options,
    TimeProvider time
)
{
    private readonly List<string> _remarks = [];
    private readonly List<string> _commands = [];

    public async Task<ScanResult> RunAsync(CancellationToken cancelled)
    {
        var progress = new ScanProgress(scan.Id, scope, time, options);
        var folder = Directory.CreateDirectory(Path.Combine(paths.Scans, $"{scan.Id}.run")).FullName;
        live.Begin(progress);
        try
        {
            await using var session = await inventory.BeginAsync(
                new ScanFrame(scan.Id, scan.Site, scan.Vantage, time.GetUtcNow()),
                CancellationToken.None
            );
            var intake = new ScanIntake(scope, session, progress, records, bus, time);
            var error = await AllFamiliesAsync(intake, folder, cancelled);
            var complete = error is null && !cancelled.IsCancellationRequested;
            var counts = await session.FinishAsync(complete, scope.Ranges, CancellationToken.None);
            return Result(
                intake,
                progress.Now(),
                counts.Changes,
                complete,
                cancelled.IsCancellationRequested ? null : error,
                cancelled.IsCancellationRequested
            );
        }
        finally
        {
            live.End(scan.Id);
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The first failure's sentence; null when all went well.</summary>
    private async Task<string?> AllFamiliesAsync(ScanIntake intake, string folder, CancellationToken cancelled)
    {
        await using var copy = raw.Create(scan.Id);
        foreach (var family in scope.Families)
        {
            if (cancelled.IsCancellationRequested)
                return null;
            await using var process = NmapProcess.Start(Command(family, folder), time);
            await using var stop = cancelled.Register(() => _ = process.StopAsync());
            await using var output = new CopyingStream(process.Output, copy, leaveOpen: true);
            await intake.TakeAsync(output);
            var exit = await process.EndAsync();
            _remarks.Add(exit.ErrorOutput);
            if (cancelled.IsCancellationRequested)
                return null;
            if (NmapFailure.Sentence(exit, intake.Finished, intake.Summary is { Complete: true }, options) is { } failure)
                return failure;
        }

        return null;
    }

    private NmapCommand Command(ScanScope family, string folder)
    {
        _ = ScanProfiles.TryParse(scan.Profile, out var profile);
        var arguments = NmapArguments.Build(profile, options, privilege, family.IsIPv6, family.IsLoopback, Exclusions(family, folder));
        _commands.Add($"{health.Path} {string.Join(' ', arguments)}");
        return new NmapCommand(
            health.Path!,
            arguments,
            NmapArguments.Environment(privilege),
            folder,
            [.. family.Lines],
            options.WallTimeout
        );
    }

    /// <summary>The scope is already without the excluded addresses; Nmap is told all the same, so that two things must fail.</summary>
    private string? Exclusions(ScanScope family, string folder)
    {
        var ranges = options.ExcludedRanges.Select(t => AddressRange.TryParse(t, out var r, out _) ? r : throw new FormatException(t));
        var lines = ranges.Where(r => r.IsIPv4 != family.IsIPv6).SelectMany(AddressRanges.ToNetworks).Select(n => n.ToString()).ToList();
        if (lines.Count == 0)
            return null;
        var file = Path.Combine(folder, family.IsIPv6 ? "exclude6" : "exclude4");
        File.WriteAllLines(file, lines);
        return file;
    }

    private ScanResult Result(ScanIntake intake, LiveScan now, int changes, bool complete, string? error, bool cancelled)
    {
        var errors = string.Concat(_remarks);
        var own = ((string?[])[intake.GivenUp, intake.NotAsked]).OfType<string>().Select(s => new ScanWarning(null, null, s));
        return new ScanResult(
            cancelled ? ScanState.Cancelled
                : error is null ? ScanState.Completed
                : ScanState.Failed,
            complete && intake.GivenUp is null,
            now.Hosts,
            now.Services,
            changes,
            _commands.Count == 0 ? null : string.Join('\n', _commands),
            intake.Header?.Version,
            intake.Ports,
            [
                .. own,
                .. cancelled || error is not null ? [] : intake.Warnings,
                .. error is null && !cancelled ? NmapFailure.Remarks(errors) : [],
            ],
            errors.Length > 0 ? errors : null,
            error
        );
    }
}

/// <summary>What a run came to.</summary>
internal sealed record ScanResult(
    ScanState State,
    bool Complete,
    int Hosts,
    int Services,
    int Changes,
    string? Arguments,
    string? ScannerVersion,
    string? PortScope,
    IReadOnlyList<ScanWarning> Warnings,
    string? ErrorOutput,
    string? Error
);
