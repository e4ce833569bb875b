using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace JitPortal.Inventory.Ingest;

/// <summary>
/// Rows for a binary COPY, encoded here: the driver's own importer resolves the type of each value anew, which for ten million values takes
/// longer than reading the scan. Format: PostgreSQL's manual, COPY, "Binary Format".
/// </summary>
internal sealed class PostgresRows(string table, string columns)
{
    /// <summary>Signature, flags, length of the header's extension.</summary>
    private static readonly byte[] Header = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly string[] _columns = [.. columns.Split(',').Select(c => $"\"{c.Trim()}\"")];
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <summary>Sends a row for each item; <paramref name="add"/> adds a value for each column, in their order and of exactly their types.</summary>
    public Task CopyAsync<T>(NpgsqlConnection connection, IReadOnlyList<T> items, Action<PostgresRows, T> add, CancellationToken ct) =>
        CopyAsync(connection, $"\"{table}\"", items, add, ct);

    /// <summary>Writes every column of rows that are there, found by <c>Id</c>, each once.</summary>
    public async Task UpdateAsync<T>(NpgsqlConnection connection, IReadOnlyList<T> items, Action<PostgresRows, T> add, CancellationToken ct)
    {
        if (items.Count == 0)
            return;
        var staging = $"\"Changed{table}\"";
        // The table is the connection's own and empty after each commit.
        await ExecuteAsync(connection, $"CREATE TEMP TABLE IF NOT EXISTS {staging} (LIKE \"{table}\") ON COMMIT DELETE ROWS", ct);
        await CopyAsync(connection, staging, items, add, ct);
        var values = _columns.Where(c => c != "\"Id\"").Select(c => $"{c} = n.{c}");
        await ExecuteAsync(
            connection,
            $"UPDATE \"{table}\" o SET {string.Join(", ", values)} FROM {staging} n WHERE o.\"Id\" = n.\"Id\"",
            ct
        );
    }

    public PostgresRows Add(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Field(sizeof(long)), value);
        return this;
    }

    public PostgresRows Add(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Field(sizeof(int)), value);
        return this;
    }

    public PostgresRows Add(int? value) => value is { } number ? Add(number) : Nothing();

    public PostgresRows Add(bool value)
    {
        Field(1)[0] = value ? (byte)1 : (byte)0;
        return this;
    }

    public PostgresRows Add(Guid value)
    {
        value.TryWriteBytes(Field(16), bigEndian: true, out _);
        return this;
    }

    public PostgresRows Add(string? value)
    {
        if (value is null)
            return Nothing();
        var at = _length;
        var room = Room(sizeof(int) + Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, room[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        _length = at + sizeof(int) + length;
        return this;
    }

    private async Task CopyAsync<T>(
        NpgsqlConnection connection,
        string into,
        IReadOnlyList<T> items,
        Action<PostgresRows, T> add,
        CancellationToken ct
    )
    {
        if (items.Count == 0)
            return;
        _length = 0;
        Header.CopyTo(Room(Header.Length));
        foreach (var item in items)
        {
            BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), (short)_columns.Length);
            add(this, item);
        }
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), -1);
        await using var copy = await connection.BeginRawBinaryCopyAsync(
            $"COPY {into} ({string.Join(',', _columns)}) FROM STDIN (FORMAT BINARY)",
            ct
        );
        await copy.WriteAsync(_bytes.AsMemory(0, _length), ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private PostgresRows Nothing()
    {
        BinaryPrimitives.WriteInt32BigEndian(Room(sizeof(int)), -1);
        return this;
    }

    private Span<byte> Field(int length)
    {
        var room = Room(sizeof(int) + length);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        return room[sizeof(int)..];
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        var room = _bytes.AsSpan(_length, length);
        _length += length;
        return room;
    }
}
