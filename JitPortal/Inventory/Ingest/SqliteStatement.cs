using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JitPortal.Inventory.Ingest;

/// <summary>
/// A prepared statement that is bound by position. ADO.NET looks parameters up by name at each execution, which for half a million rows
/// costs more than SQLite's own work.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    /// <summary>Stands for a bound number in <see cref="_bound"/>; a text stands for itself, null for nothing bound, which SQLite reads as NULL.</summary>
    private static readonly object IsNumber = new();

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    private readonly object?[] _bound;
    private readonly long[] _numbers;
    private byte[] _utf8 = new byte[1024];
    private int _next = 1;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _db = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_db, sql, out _statement));
        var parameters = raw.sqlite3_bind_parameter_count(_statement) + 1;
        (_bound, _numbers) = (new object?[parameters], new long[parameters]);
    }

    public static DateTimeOffset Time(long ticks) => new(ticks, TimeSpan.Zero);

    // Values stay bound from row to row, and half of them are the row before's: those need no call into SQLite.
    public SqliteStatement Add(long value)
    {
        var at = _next++;
        if (_bound[at] == IsNumber && _numbers[at] == value)
            return this;
        Check(raw.sqlite3_bind_int64(_statement, at, value));
        (_bound[at], _numbers[at]) = (IsNumber, value);
        return this;
    }

    public SqliteStatement Add(long? value) => value is { } number ? Add(number) : Add((string?)null);

    public SqliteStatement Add(string? value)
    {
        var at = _next++;
        if (ReferenceEquals(_bound[at], value))
            return this;
        Check(Bind(at, value));
        _bound[at] = value;
        return this;
    }

    /// <summary>Runs it to its end and makes it ready for the next row.</summary>
    public void Run()
    {
        while (Step()) { }
    }

    /// <summary>True while there is a row; at the end it is ready to be bound again.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        raw.sqlite3_reset(_statement);
        _next = 1;
        if (code != raw.SQLITE_DONE)
            Check(code);
        return false;
    }

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public string? Text(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL
            ? null
            : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public void Dispose() => _statement.Dispose();

    private int Bind(int at, string? value)
    {
        if (value is null)
            return raw.sqlite3_bind_null(_statement, at);
        if (value.Length == 0)
            return raw.sqlite3_bind_text(_statement, at, value);
        if (_utf8.Length < value.Length * 3)
            _utf8 = new byte[value.Length * 3];
        var length = Encoding.UTF8.GetBytes(value, _utf8);
        return raw.sqlite3_bind_text(_statement, at, _utf8.AsSpan(0, length));
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteException(
                string.Create(CultureInfo.InvariantCulture, $"SQLite error {code}: {raw.sqlite3_errmsg(_db).utf8_to_string()}"),
                code,
                raw.sqlite3_extended_errcode(_db)
            );
    }
}
