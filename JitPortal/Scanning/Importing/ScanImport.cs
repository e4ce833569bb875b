using JitPortal.Data;
using JitPortal.Inventory;
using JitPortal.Inventory.Ingest;
using JitPortal.Inventory.Model;
using JitPortal.Journal;
using JitPortal.Live;
using JitPortal.Scanning.Model;
using JitPortal.Scanning.Reading;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Scanning.Importing;

/// <summary>
/// Takes in a scan that was made elsewhere: a file of any size, streamed, gzipped or not. What a damaged file holds is kept and said;
/// what is no scan is refused and leaves nothing.
/// </summary>
internal sealed class ScanImport(
    IAuthority authority,
    IDbContextFactory<PortalDb> contexts,
    JournaledWrite write,
    InventoryWriter inventory,
    RawScans raw,
    TimeProvider clock
)
{
    public const string Scope = "scans:write";
    private const int LongestName = 200;

    /// <param name="site">Whose addresses the scan saw; null = those of the site that the vantage looks at.</param>
    public async Task<Outcome<ScanView>> ImportAsync(
        Actor actor,
        Stream body,
        string? vantage,
        string? fileName,
        CancellationToken ct,
        string? site = null
    )
    {
        if ((await authority.RequireAsync(actor, Role.Operator, Scope, ct)).Refusal is { } refusal)
            return refusal;
        var place = string.IsNullOrWhiteSpace(vantage) ? "import" : vantage.Trim();
        if (place.Length > 64 || !place.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ' '))
            return Refusal.Invalid(
                "vantage-invalid",
                "The vantage is the name of the place that the scan looked from: letters, digits, spaces, dots, hyphens, at most 64 of them.",
                new Problem("vantage", "Letters, digits, spaces, dots and hyphens only.")
            );
        var sighted = await SiteOfAsync(place, site, ct);
        if (!sighted.Ok)
            return sighted.Refusal;
        var scan = new Scan
        {
            Id = ScanId.New(clock.GetUtcNow()),
            Kind = ScanKind.Import,
            State = ScanState.Running,
            Owner = ScanOwner.ThisProcess(),
            Target = Clean(fileName),
            Vantage = place,
            Site = sighted.Value.Name,
            RequestedBy = actor.Name,
        };
        var facts = new ImportedFacts();
        try
        {
            return await TakeAsync(actor, scan, facts, body, ct);
        }
        catch (Exception) when (facts.Header is not null)
        {
            await FinishAsync(
                actor,
                scan,
                facts,
                ScanState.Interrupted,
                0,
                "The import was broken off; the hosts that were complete by then are kept. Import the file again to see the rest."
            );
            throw;
        }
        finally
        {
            if (facts.Header is null)
                raw.Delete(scan.Id);
        }
    }

    private async Task<Outcome<SightedSite>> SiteOfAsync(string vantage, string? site, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Sites.OfScanAsync(db, vantage, site, ct);
    }

    private async Task<Outcome<ScanView>> TakeAsync(Actor actor, Scan scan, ImportedFacts facts, Stream body, CancellationToken ct)
    {
        var unpacked = await ImportStream.OpenAsync(body, ct);
        await using var copy = raw.Create(scan.Id);
        await using var copied = new CopyingStream(unpacked, copy);
        InventorySession? session = null;
        var waiting = new List<HostRecord>(InventorySession.BatchSize);
        try
        {
            await foreach (var item in ScanItems.ReadAsync(copied, ct))
            {
                facts.Take(item);
                if (item is ReadRefusal && unpacked.WasDamaged)
                    return Refusal.Invalid(
                        "gzip-damaged",
                        "The gzip data is damaged, and nothing of a scan could be unpacked. Pack the file again, or send it unpacked."
                    );
                if (item is ReadRefusal refused)
                    return Refusal.Invalid(
                        "not-nmap-xml",
                        refused.Sentence,
                        new Problem("body", refused.Sentence, refused.Line, refused.Column)
                    );
                if (item is RunHeader header)
                {
                    var seenAt = header.StartedAt ?? clock.GetUtcNow();
                    if (session is null)
                    {
                        await StartAsync(actor, scan, ct);
                        session = await inventory.BeginAsync(new ScanFrame(scan.Id, scan.Site, scan.Vantage, seenAt), ct);
                    }
                    else
                    {
                        await session.WriteAsync(waiting, ct);
                        waiting.Clear();
                        session.BeginRun(seenAt);
                    }
                }
                if (item is ScanInfo info && facts.TellsClosed)
                    session!.Ask(info.Type, info.Protocol, info.Services);
                if (item is not HostSeen { Host: var host })
                    continue;
                waiting.Add(host);
                if (waiting.Count < InventorySession.BatchSize)
                    continue;
                await session!.WriteAsync(waiting, ct);
                waiting.Clear();
            }
            await session!.WriteAsync(waiting, ct);
            if (unpacked.WasDamaged)
                facts.Warnings.Add(new ScanWarning(null, null, "The gzip data is damaged; what could be unpacked was read."));
            await session.CloseUnlistedAsync(facts.OpenOnlyScope, ct);
            // Otherwise a file does not say which addresses were asked, only its hosts do: nobody else is gone.
            var counts = await session.FinishAsync(facts.Summary is { Complete: true }, [], ct);
            return await FinishAsync(actor, scan, facts, ScanState.Completed, counts.Changes, null);
        }
        finally
        {
            if (session is not null)
                await session.DisposeAsync();
        }
    }

    private async Task StartAsync(Actor actor, Scan scan, CancellationToken ct) =>
        (
            await write.RunAsync<Unit>(
                actor,
                async (db, scope) =>
                {
                    scan.Vantage = await VantageSpelling.OfAsync(db, scan.Vantage, ct);
                    if (await Sites.OfScanAsync(db, scan.Vantage, scan.Site, ct) is { Ok: true, Value.IsNew: true })
                        db.SiteVantages.Add(new SiteVantage { Vantage = scan.Vantage, Site = scan.Site });
                    (scan.QueuedAt, scan.StartedAt) = (scope.Now, scope.Now);
                    db.Scans.Add(scan);
                    scope.Record(
                        Subjects.Scan(scan.Id),
                        new ScanStarted
                        {
                            Kind = scan.Kind,
                            File = scan.Target,
                            Vantage = scan.Vantage,
                            Site = scan.Site == SiteName.Main ? null : scan.Site,
                        }
                    );
                    scope.Publish(Topic.Scans, scan.Id.ToString());
                    return Unit.Done;
                },
                ct
            )
        ).Required();

    private async Task<Outcome<ScanView>> FinishAsync(
        Actor actor,
        Scan started,
        ImportedFacts facts,
        ScanState state,
        int changes,
        string? error
    ) =>
        await write.RunAsync<ScanView>(
            actor,
            async (db, scope) =>
            {
                var scan = await db.Scans.SingleAsync(s => s.Id == started.Id);
                facts.Describe(scan);
                (scan.State, scan.FinishedAt, scan.Changes, scan.Error, scan.Percent) = (
                    state,
                    scope.Now,
                    changes,
                    error,
                    state == ScanState.Completed ? 100 : 0
                );
                scan.Complete &= state == ScanState.Completed;
                scan.ScopeHosts = scan.Hosts;
                scan.Version++;
                scope.Record(
                    Subjects.Scan(scan.Id),
                    new ScanImported(
                        scan.State,
                        scan.Target,
                        scan.Vantage,
                        scan.Complete,
                        scan.Hosts,
                        scan.Services,
                        scan.Changes,
                        facts.Warnings.Count
                    )
                );
                scope.Publish(Topic.Scans, scan.Id.ToString());
                scope.Publish(Topic.Inventory, scan.Id.ToString());
                return ScanViews.Of(scan, null);
            },
            CancellationToken.None
        );

    /// <summary>NB. The name comes with the upload: only its last part, and only to be shown.</summary>
    private static string Clean(string? fileName)
    {
        var name = Path.GetFileName(fileName?.Replace('\\', '/').Trim() ?? "");
        var shown = TypedText.Line(name);
        return shown.Length == 0 ? "upload" : shown[..Math.Min(shown.Length, LongestName)];
    }
}
