using System.Text;
using Microsoft.Data.Sqlite;

namespace JitPortal.Inventory.Ingest;

/// <summary>The prepared statements of one connection, each made once.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    /// <summary>Rows of one INSERT: what a statement costs beside its rows (opening each index, the sequence of ids) is a third of a single row's price.</summary>
    private const int Many = 32;

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Table, int Rows), SqliteStatement> _inserts = [];

    public SqliteStatement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
                _statements[sql] = statement = new SqliteStatement(connection, sql);
            return statement;
        }
    }

    /// <param name="columns">Parted by commas; <paramref name="bind"/> adds a value for each, in their order.</param>
    public void Insert<T>(string table, string columns, IReadOnlyList<T> rows, Action<SqliteStatement, T> bind)
    {
        for (var done = 0; done < rows.Count; )
        {
            var count = rows.Count - done >= Many ? Many : 1;
            var insert = Inserting(table, columns, count);
            for (var end = done + count; done < end; done++)
                bind(insert, rows[done]);
            insert.Run();
        }
    }

    /// <summary>The highest id ever given: ids are not used again, because grants point at services.</summary>
    public long LastId(string table)
    {
        var select = this["SELECT seq FROM sqlite_sequence WHERE name = ?"].Add(table);
        var last = 0L;
        while (select.Step())
            last = select.Number(0);
        return last;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values.Concat(_inserts.Values))
            statement.Dispose();
    }

    private SqliteStatement Inserting(string table, string columns, int rows)
    {
        if (_inserts.TryGetValue((table, rows), out var known))
            return known;
        var row = $"({string.Join(',', Enumerable.Repeat('?', columns.Count(c => c == ',') + 1))})";
        // OR FAIL, because the store rolls the whole transaction back anyway: with the default, SQLite would first copy each page that a
        // statement of several rows touches, to be able to take back that statement alone.
        var sql = new StringBuilder($"INSERT OR FAIL INTO {table} ({columns}) VALUES ").AppendJoin(',', Enumerable.Repeat(row, rows));
        return _inserts[(table, rows)] = new SqliteStatement(connection, sql.ToString());
    }
}
