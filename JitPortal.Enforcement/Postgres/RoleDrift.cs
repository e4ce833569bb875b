using System.Collections.Concurrent;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;
using JitPortal.Shared;
using Npgsql;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Finds what somebody else did to our roles and puts it right.</summary>
internal sealed class RoleDrift(PostgresRolesSettings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<uint, byte> _toldStuck = new();

    public DriftQueue Found { get; } = new();

    /// <summary>False when the role could not be put right and has to go.</summary>
    public async Task<bool> PutRightAsync(NpgsqlConnection link, RoleRow row, CancellationToken ct)
    {
        var moved = row.Until != row.Note!.Until;
        var statements = RoleStatements.Repair(row, settings);
        if (!moved && statements.Count == 0)
            return true;
        try
        {
            await link.TogetherAsync(moved ? [.. statements, .. RoleStatements.Move(row.Name, row.Note)] : statements, ct);
        }
        catch (PostgresException)
        {
            // Seen below.
        }

        // NB. Looked at again: from PostgreSQL 16 on, taking back what somebody else gave changes nothing and is no error.
        var right = await RoleCatalog.RoleAsync(link, settings.Prefix, row.Name, ct);
        var isRight =
            right is not null && right.Oid == row.Oid && right.Until == row.Note.Until && RoleStatements.Repair(right, settings).Count == 0;
        Add(
            moved ? "moved-deadline" : "changed-role",
            $"Somebody changed {What(row, moved)} of the role {row.Name}; {(isRight ? "it was put right." : "the portal may not put that right, so the role is taken away.")}",
            row,
            isRight ? right!.Describe() : null
        );
        return isRight;
    }

    /// <summary>A role that no grant explains is gone.</summary>
    public void Removed(RoleRow row) =>
        Add(
            "foreign-role",
            $"No grant explains the role {row.Name}, which begins as the portal's do; it was disabled and dropped, and what it owned went to {settings.OwnedObjectsTo}.",
            row,
            null
        );

    /// <summary>It would not go. Told once, for each pass tries again.</summary>
    public void Stuck(RoleRow row, string sentence)
    {
        if (_toldStuck.TryAdd(row.Oid, 0))
            Add("foreign-role", $"No grant explains the role {row.Name}, and it could not be removed. {sentence}", row, row.Describe());
    }

    public void Replaced(RoleRow row) =>
        Add("replaced-role", $"Somebody dropped the role {row.Name} and made another of that name; it is taken away.", row, null);

    public void Missing(string role, GrantId grant) =>
        Found.Add(
            new Drift(
                "missing-role",
                $"Somebody dropped the role {role}; it is made anew, and its holder has to ask for a new password.",
                null,
                null,
                time.GetUtcNow(),
                grant
            )
        );

    private static string What(RoleRow row, bool moved) =>
        string.Join(
            " and ",
            (
                (string?[])
                    [
                        moved ? "the deadline" : null,
                        row.Powers.Count > 0 ? "the attributes" : null,
                        row.Members.Count > 0 ? "the members" : null,
                    ]
            )
                .OfType<string>()
                .DefaultIfEmpty("the memberships or the connection limit")
        );

    private void Add(string kind, string sentence, RoleRow row, string? after) =>
        Found.Add(new Drift(kind, sentence, row.Describe(), after, time.GetUtcNow(), row.Grant));
}
