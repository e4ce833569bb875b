namespace JitPortal.Inventory.Model;

/// <summary>FNV-1a over UTF-16, 64 bits: the same in every process, which <see cref="HashCode"/> is not. Not a protection against forgery.</summary>
internal struct StableHash()
{
    private const ulong Prime = 1099511628211;
    private ulong _value = 14695981039346656037;

    public readonly long Value => (long)_value;

    public void Add(string? text)
    {
        var hash = _value;
        foreach (var c in text ?? "")
            hash = (hash ^ c) * Prime;
        // A separator that no cleaned text holds, so that "a", "b" and "ab", "" differ.
        _value = (hash ^ '\u0001') * Prime;
    }

    public void Add(long number) => _value = (_value ^ (ulong)number) * Prime;
}
