using JitPortal.Data;
using JitPortal.Journal.Model;
using Microsoft.EntityFrameworkCore;

namespace JitPortal.Journal;

/// <summary>Walks the chain from its first entry and compares it with the signed checkpoints.</summary>
public sealed class JournalVerifier(IDbContextFactory<PortalDb> factory, CheckpointFile file, JournalKey key, JournalWitness witness)
{
    public async Task<JournalVerification> VerifyAsync(CancellationToken ct)
    {
        // Read before the walk: entries that come meanwhile can only lie behind it.
        var trail = await file.TrailAsync(ct);
        var checkpoints = trail.Vouching;
        var signed = checkpoints.Count == 0 ? 0 : checkpoints.Max(c => c.Seq);
        var told = (await witness.ToldAsync(ct)).ToLookup(c => c.Seq);
        var expected = checkpoints.GroupBy(c => c.Seq).ToDictionary(g => g.Key, g => g.ToList());
        var (seq, previous) = (0L, JournalHash.Origin);

        JournalVerification Broken(long at, string sentence) => new(false, seq, at, sentence, trail.Checkpoints.Count, signed) { WitnessTrouble = witness.Trouble };

        await using var db = await factory.CreateDbContextAsync(ct);
        await foreach (var entry in db.Journal.AsNoTracking().OrderBy(e => e.Seq).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (entry.Seq != seq + 1)
                return Broken(seq + 1, $"Entry {seq + 1} is missing: after entry {seq} comes entry {entry.Seq}.");
            if (!string.Equals(entry.PreviousHash, previous, StringComparison.Ordinal))
                return Broken(entry.Seq, $"Entry {entry.Seq} does not follow from the entry before it.");
            if (!string.Equals(JournalHash.Of(entry), entry.Hash, StringComparison.Ordinal))
                return Broken(entry.Seq, $"Entry {entry.Seq} was changed after it was written.");
            foreach (var checkpoint in expected.GetValueOrDefault(entry.Seq, []))
            {
                if (key.Exists && !key.Verify(checkpoint))
                    return Broken(entry.Seq, $"The checkpoint for entry {entry.Seq} does not carry this portal's signature.");
                if (!string.Equals(checkpoint.Hash, entry.Hash, StringComparison.Ordinal))
                    return Broken(entry.Seq, $"Entry {entry.Seq} is not the one that was signed on {checkpoint.At:u}: the journal was written anew.");
            }

            if (told[entry.Seq].Any(t => !string.Equals(t.Hash, entry.Hash, StringComparison.Ordinal)))
                return Broken(entry.Seq, $"Entry {entry.Seq} is not the one that the witness {witness.Name} was told: the journal was written anew.");

            (seq, previous) = (entry.Seq, entry.Hash);
        }

        if (told.Select(t => t.Key).DefaultIfEmpty(0).Max() is var known && known > seq)
            return Broken(seq + 1, $"The journal ends at entry {seq}, but the witness {witness.Name} was told of entry {known}: its end was cut off.");

        if (signed > seq)
            return Broken(seq + 1, $"The journal ends at entry {seq}, but entry {signed} was signed: its end was cut off.");
        if (trail.Problem(key) is { } problem)
            return Broken(problem.At, problem.Sentence);
        return new JournalVerification(true, seq, null, $"None of the {seq} entries was changed or removed.", trail.Checkpoints.Count, signed) { WitnessTrouble = witness.Trouble };
    }
}
