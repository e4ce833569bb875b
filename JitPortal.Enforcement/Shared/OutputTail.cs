using System.Text;

namespace JitPortal.Shared;

/// <summary>What a program printed last.</summary>
internal static class OutputTail
{
    /// <summary>Reads to the end, so that the program never waits for a full pipe, and keeps the last <paramref name="keep"/> characters.</summary>
    public static async Task<string> ReadAsync(StreamReader reader, int keep)
    {
        var tail = new StringBuilder();
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0; )
        {
            tail.Append(buffer, 0, read);
            if (tail.Length > 2 * keep)
                tail.Remove(0, tail.Length - keep);
        }

        return tail.Length > keep ? tail.ToString(tail.Length - keep, keep) : tail.ToString();
    }
}
