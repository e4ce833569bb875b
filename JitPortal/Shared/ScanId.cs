using System.Diagnostics.CodeAnalysis;

namespace JitPortal.Shared;

/// <summary>Identity of a scan or an import: time-ordered (UUID version 7), written as 32 hex digits.</summary>
public readonly record struct ScanId(Guid Value) : IParsable<ScanId>
{
    public static ScanId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public static ScanId Parse(string s, IFormatProvider? provider = null) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ScanId result)
    {
        var ok = Guid.TryParse(s, provider, out var value);
        result = new ScanId(value);
        return ok;
    }

    public override string ToString() => Value.ToString("n");
}
