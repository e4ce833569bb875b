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

    private readonly string _copy = $"COPY \"{table}\" ({string.Join(',', columns.Split(',').Select(c => $"\"{c.Trim()}\""))}) FROM STDIN (FORMAT BINARY)";
    private readonly short _columns = (short)(columns.Count(c => c == ',') + 1);
    private byte[] _bytes = new byte[64 * 1024];
    private int _length;

    /// <summary>Sends a row for each item; <paramref name="add"/> adds a value for each column, in their order and of exactly their types.</summary>
    public async Task CopyAsync<T>(NpgsqlConnection connection, IReadOnlyList<T> items, Action<PostgresRows, T> add, CancellationToken ct)
    {
        if (items.Count == 0)
            return;
        _length = 0;
        Header.CopyTo(Room(Header.Length));
        foreach (var item in items)
        {
            BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), _columns);
            add(this, item);
        }
        BinaryPrimitives.WriteInt16BigEndian(Room(sizeof(short)), -1);
        await using var copy = await connection.BeginRawBinaryCopyAsync(_copy, ct);
        await copy.WriteAsync(_bytes.AsMemory(0, _length), ct);
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
