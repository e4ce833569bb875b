using System.Globalization;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Journal.Model;
using JitPortal.Shared;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>Reading the journal: for auditors, operators and administrators.</summary>
public sealed class JournalQueries(IDbContextFactory<PortalDb> factory, IAuthority authority, JournalVerifier verifier)
{
    /// <summary>Scope of API tokens for everything here.</summary>
    public const string Scope = "journal:read";

    private const Role Readers = Role.Auditor | Role.Operator | Role.Admin;

    private const int MaxLimit = 1000;

    /// <summary>Words looked for; each is a pass over the entries.</summary>
    private const int MaxWords = 8;

    /// <summary>Longest search text, in characters.</summary>
    private const int MaxLength = 500;

    public async Task<Outcome<Page<JournalEntryView>>> ListAsync(Actor actor, JournalFilter filter, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Readers, Scope, ct)).Refusal is { } refusal)
            return refusal;
        if (TooMuch(filter) is { } wrong)
            return wrong;
        var limit = Math.Clamp(filter.Limit, 1, MaxLimit);
        await using var db = await factory.CreateDbContextAsync(ct);
        var matching = Matching(db, filter);
        var rows = await (
            filter.Newest
                ? matching.Where(e => filter.After == null || e.Seq < filter.After).OrderByDescending(e => e.Seq)
                : matching.Where(e => filter.After == null || e.Seq > filter.After).OrderBy(e => e.Seq)
        )
            .Take(limit + 1)
            .ToListAsync(ct);
        var next = rows.Count > limit ? rows[limit - 1].Seq.ToString(CultureInfo.InvariantCulture) : null;
        return new Page<JournalEntryView>([.. rows.Take(limit).Select(View)], next);
    }

    /// <param name="heads">A file with the heads that an http(s) witness got, one JSON line each; null = none.</param>
    public async Task<Outcome<JournalVerification>> VerifyAsync(Actor actor, CancellationToken ct, string? heads = null)
    {
        if ((await authority.RequireAsync(actor, Readers, Scope, ct)).Refusal is { } refusal)
            return refusal;
        if (heads is not null && !File.Exists(heads))
            return Refusal.NotFound("no-such-file", $"There is no file {heads}.");
        return await verifier.VerifyAsync(ct, heads: heads);
    }

    /// <summary>Everything that the filter finds, oldest first, as a stream that the caller may write out.</summary>
    public async Task<Outcome<IAsyncEnumerable<JournalEntryView>>> ExportAsync(Actor actor, JournalFilter filter, CancellationToken ct)
    {
        if ((await authority.RequireAsync(actor, Readers, Scope, ct)).Refusal is { } refusal)
            return refusal;
        return TooMuch(filter) is { } wrong ? wrong : Outcome.From(StreamAsync(filter, ct));
    }

    private async IAsyncEnumerable<JournalEntryView> StreamAsync(
        JournalFilter filter,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        await using var db = await factory.CreateDbContextAsync(ct);
        await foreach (
            var entry in Matching(db, filter)
                .Where(e => filter.After == null || e.Seq > filter.After)
                .OrderBy(e => e.Seq)
                .AsAsyncEnumerable()
                .WithCancellation(ct)
        )
            yield return View(entry);
    }

    private static Refusal? TooMuch(JournalFilter filter)
    {
        var sentence =
            filter.Q?.Length > MaxLength ? $"A search has at most {MaxLength} characters."
            : Words(filter).Length > MaxWords ? $"A search has at most {MaxWords} words; narrow it with type, actor, subject, from and to."
            : null;
        return sentence is null ? null : Refusal.Invalid("search-too-long", sentence, new Problem("q", sentence));
    }

    private static string[] Words(JournalFilter filter) =>
        TypedText.Line(filter.Q).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static IQueryable<JournalEntry> Matching(PortalDb db, JournalFilter filter)
    {
        var entries = db.Journal.AsNoTracking();
        if (TypedText.LineOrNull(filter.Type) is { } type)
            entries = entries.Where(e => e.Type == type || e.Type.StartsWith(type + "."));
        if (TypedText.LineOrNull(filter.Actor) is { } actor)
            entries = entries.Where(e => e.Actor == actor);
        if (TypedText.LineOrNull(filter.Subject) is { } subject)
            entries = entries.Where(e => e.Subject == subject);
        if (filter.From is { } from)
            entries = entries.Where(e => e.At >= from);
        if (filter.To is { } to)
            entries = entries.Where(e => e.At < to);
        foreach (var word in Words(filter))
            entries = entries.Where(e =>
                e.Actor.Contains(word) || e.Type.Contains(word) || e.Subject.Contains(word) || e.Data.Contains(word)
            );
        return entries;
    }

    private static JournalEntryView View(JournalEntry e) =>
        new(e.Seq, e.At, e.Actor, e.Type, e.Subject, Data(e.Data), e.Hash, e.PreviousHash);

    /// <summary>What is no JSON was not written by the portal; it is shown as the text that it is, for it is evidence.</summary>
    private static JsonElement Data(string text)
    {
        try
        {
            using var data = JsonDocument.Parse(text);
            return data.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }
}

/// <summary>A journal entry as pages and the API show it.</summary>
public sealed record JournalEntryView(
    long Seq,
    DateTimeOffset At,
    string Actor,
    string Type,
    string Subject,
    JsonElement Data,
    string Hash,
    string PreviousHash
);

/// <summary>Which entries. <see cref="Q"/> searches actor, type, subject and data for every one of its words.</summary>
/// <param name="After">Entries behind this number; with <paramref name="Newest"/>, before it.</param>
/// <param name="Type">A type, or its beginning: <c>grant</c> finds <c>grant.opened</c>.</param>
/// <param name="Newest">Newest first.</param>
public sealed record JournalFilter(
    long? After = null,
    int Limit = 100,
    string? Q = null,
    string? Type = null,
    string? Actor = null,
    string? Subject = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Newest = false
);
