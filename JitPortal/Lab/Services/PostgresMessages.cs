using System.Buffers.Binary;
using System.Text;

namespace JitPortal.Lab.Services;

/// <summary>The few messages of PostgreSQL's protocol 3 that the demo server sends.</summary>
internal static class PostgresMessages
{
    public static byte[] Welcome(string version) =>
        [
            .. Message('R', [0, 0, 0, 0]),
            .. Message('S', Texts("server_version", version)),
            .. Message('S', Texts("server_encoding", "UTF8")),
            .. Message('S', Texts("client_encoding", "UTF8")),
            .. Message('S', Texts("DateStyle", "ISO, MDY")),
            .. Message('S', Texts("standard_conforming_strings", "on")),
            .. Message('K', [0, 0, 1, 156, 0, 0, 0, 1]),
            .. Ready(),
        ];

    public static byte[] Ready() => Message('Z', "I"u8);

    /// <summary>One column, one row, whatever was asked.</summary>
    public static byte[] OneRow()
    {
        // Table 0, column 0, type 25 (text), any length, no modifier, text format.
        byte[] column = [0, 1, .. Texts("demo"), 0, 0, 0, 0, 0, 0, 0, 0, 0, 25, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0];
        var text = "You are connected. There is no database behind this demo."u8;
        byte[] row = [0, 1, .. Number(text.Length), .. text];
        return [.. Message('T', column), .. Message('D', row), .. Message('C', Texts("SELECT 1")), .. Ready()];
    }

    public static byte[] Error(string severity, string code, string sentence, string file, string line, string routine) =>
        Message('E', [.. Texts("S" + severity, "V" + severity, "C" + code, "M" + sentence, "F" + file, "L" + line, "R" + routine), 0]);

    private static byte[] Texts(params string[] texts) => [.. texts.SelectMany(text => Encoding.UTF8.GetBytes(text + "\0"))];

    private static byte[] Message(char kind, ReadOnlySpan<byte> body) => [(byte)kind, .. Number(body.Length + 4), .. body];

    private static byte[] Number(int number)
    {
        var four = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, number);
        return four;
    }
}
