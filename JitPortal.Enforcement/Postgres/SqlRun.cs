using Npgsql;
using NpgsqlTypes;

namespace JitPortal.Enforcement.Postgres;

/// <summary>Statements one at a time, or as one transaction.</summary>
internal static class SqlRun
{
    public static async Task RunAsync(this NpgsqlConnection link, string statement, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(statement, link);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task TogetherAsync(this NpgsqlConnection link, IEnumerable<string> statements, CancellationToken ct)
    {
        await using var transaction = await link.BeginTransactionAsync(ct);
        foreach (var statement in statements)
            await link.RunAsync(statement, ct);
        await transaction.CommitAsync(ct);
    }

    public static async Task<List<T>> ListAsync<T>(
        this NpgsqlConnection link,
        string query,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(query, link);
        foreach (var value in values)
            command.Parameters.Add(Parameter(value));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var list = new List<T>();
        while (await reader.ReadAsync(ct))
            list.Add(read(reader));
        return list;
    }

    public static async Task<T> OneAsync<T>(this NpgsqlConnection link, string query, CancellationToken ct, params object[] values) =>
        (await link.ListAsync(query, r => r.GetFieldValue<T>(0), ct, values))[0];

    /// <summary>Oids are named as such: PostgreSQL has no unsigned numbers.</summary>
    private static NpgsqlParameter Parameter(object value) =>
        value switch
        {
            uint => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Oid },
            uint[] => new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
            _ => new NpgsqlParameter { Value = value },
        };
}
