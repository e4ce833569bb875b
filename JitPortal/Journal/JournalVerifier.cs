using System.Data.Common;
using JitPortal.Data;
using JitPortal.Journal.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>Walks the chain from its first entry and compares it with the signed checkpoints and with what the witness was told.</summary>
public sealed class JournalVerifier(IDbContextFactory<PortalDb> factory, CheckpointFile file, JournalKey key, JournalWitness witness)
{
    /// <param name="heads">A copy of what an http(s) witness got; null = none.</param>
    /// <param name="isBackup">A copy of an earlier time: the witness may have been told of more.</param>
    public async Task<JournalVerification> VerifyAsync(CancellationToken ct, string? heads = null, bool isBackup = false)
    {
        // Read before the walk: entries that come meanwhile can only lie behind it.
        var trail = await file.TrailAsync(ct);
        var said = await witness.HeadsAsync(heads, ct);
        var walk = new Walk(trail, key, said, heads ?? witness.Name);
        var found = await WalkAsync(walk, ct) ?? walk.AtTheEnd(isBackup);
        // What vouches for it is looked at in any case: it must be put back whatever is wrong with the entries.
        found = Joined(found, trail.Problem(key, walk.Met), said.Problem);
        var signed = walk.SignedTo;
        return new JournalVerification(
            found is null,
            walk.Seq,
            found?.At,
            found?.Sentence ?? $"None of the {walk.Seq} entries was changed or removed.",
            trail.Checkpoints.Count,
            signed
        )
        {
            Witness = witness.Name,
            WitnessedTo = witness.ToldTo,
            WitnessTrouble = witness.Trouble(signed),
        };
    }

    private static (long At, string Sentence)? Joined(params IEnumerable<(long At, string Sentence)?> found)
    {
        var all = found.OfType<(long At, string Sentence)>().ToList();
        return all.Count == 0 ? null : (all.Min(f => f.At), string.Join(' ', all.Select(f => f.Sentence)));
    }

    private async Task<(long At, string Sentence)?> WalkAsync(Walk walk, CancellationToken ct)
    {
        try
        {
            await using var db = await factory.CreateDbContextAsync(ct);
            await foreach (var entry in db.Journal.AsNoTracking().OrderBy(e => e.Seq).AsAsyncEnumerable().WithCancellation(ct))
            {
                if (walk.Take(entry) is { } broken)
                    return broken;
            }

            if (walk.Seq == 0 && await JournalOrigin.IsUsedAsync(db, ct))
                return (1, "The journal is empty, though the portal was used: its entries were removed.");
            return null;
        }
        catch (DbException e) when (DatabaseTrouble.IsDamage(e))
        {
            return (
                walk.Seq + 1,
                $"The journal cannot be read behind entry {walk.Seq}: its table is missing or the database is damaged. Bring it back from a back-up."
            );
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException)
        {
            return (walk.Seq + 1, $"Entry {walk.Seq + 1} cannot be read: it was changed after it was written.");
        }
    }

    /// <summary>One walk over the entries, in their order.</summary>
    private sealed class Walk(CheckpointTrail trail, JournalKey key, WitnessHeads said, string? witness)
    {
        private readonly bool _keyReads = key is { Exists: true, IsDamaged: false };
        private readonly ILookup<long, Checkpoint> _signed = trail.Vouching.ToLookup(c => c.Seq);
        private readonly ILookup<long, Checkpoint> _told = said.Told.ToLookup(c => c.Seq);
        private readonly HashSet<long> _restores = [.. said.SetBackTo.Select(seq => seq + 1)];
        private string _previous = JournalHash.Origin;

        /// <summary>The last entry that holds.</summary>
        public long Seq { get; private set; }

        /// <summary>The last entry that a checkpoint vouches for; 0 = none.</summary>
        public long SignedTo => _signed.Select(s => s.Key).DefaultIfEmpty(0).Max();

        /// <summary>There is an entry, whether it holds or not.</summary>
        public bool Met { get; private set; }

        /// <returns>What is wrong with it; null when it holds.</returns>
        public (long At, string Sentence)? Take(JournalEntry entry)
        {
            Met = true;
            var at = entry.Seq;
            if (at != Seq + 1)
                return (
                    Seq + 1,
                    at <= Seq
                        ? $"Entry {at} stands before the first one: it was put there."
                        : $"Entry {Seq + 1} is missing: after entry {Seq} comes entry {at}."
                );
            if (!string.Equals(entry.PreviousHash, _previous, StringComparison.Ordinal))
                return (at, $"Entry {at} does not follow from the entry before it.");
            if (!string.Equals(JournalHash.Of(entry), entry.Hash, StringComparison.Ordinal))
                return (at, $"Entry {at} was changed after it was written.");
            foreach (var checkpoint in _signed[at])
            {
                if (_keyReads && !key.Verify(checkpoint))
                    return (at, $"The checkpoint for entry {at} does not carry this portal's signature.");
                if (!string.Equals(checkpoint.Hash, entry.Hash, StringComparison.Ordinal))
                    return (at, $"Entry {at} is not the one that was signed on {checkpoint.At:u}: the journal was written anew.");
            }

            if (_told[at].Any(t => !string.Equals(t.Hash, entry.Hash, StringComparison.Ordinal)))
                return (at, $"Entry {at} is not the one that the witness {witness} was told: the journal was written anew.");
            if (_restores.Contains(at) && entry.Type != PortalRestored.Type)
                return (at, $"The witness {witness} was told of a restore to entry {at - 1}, but entry {at} is not that restore.");
            (Seq, _previous) = (at, entry.Hash);
            return null;
        }

        public (long At, string Sentence)? AtTheEnd(bool isBackup)
        {
            var told = _told.Select(t => t.Key).DefaultIfEmpty(0).Max();
            if (told > Seq && !isBackup)
                return (
                    Seq + 1,
                    $"The journal ends at entry {Seq}, but the witness {witness} was told of entry {told}: its end was cut off."
                );
            if (SignedTo > Seq)
                return (Seq + 1, $"The journal ends at entry {Seq}, but entry {SignedTo} was signed: its end was cut off.");
            return null;
        }
    }
}
