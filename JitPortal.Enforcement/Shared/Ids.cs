using System.Diagnostics.CodeAnalysis;

namespace JitPortal.Shared;

/// <summary>Identity of a grant: time-ordered (UUID version 7), written as 32 hex digits.</summary>
public readonly record struct GrantId(Guid Value) : IParsable<GrantId>
{
    public static GrantId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public static GrantId Parse(string s, IFormatProvider? provider = null) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out GrantId result)
    {
        var ok = Guid.TryParse(s, provider, out var value);
        result = new GrantId(value);
        return ok;
    }

    public override string ToString() => Value.ToString("n");
}

/// <summary>Identity of an access request: time-ordered (UUID version 7), written as 32 hex digits.</summary>
public readonly record struct RequestId(Guid Value) : IParsable<RequestId>
{
    public static RequestId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public static RequestId Parse(string s, IFormatProvider? provider = null) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RequestId result)
    {
        var ok = Guid.TryParse(s, provider, out var value);
        result = new RequestId(value);
        return ok;
    }

    public override string ToString() => Value.ToString("n");
}

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
