using System.Diagnostics.CodeAnalysis;

namespace JitPortal.Shared;

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
