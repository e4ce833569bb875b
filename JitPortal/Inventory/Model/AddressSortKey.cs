namespace JitPortal.Inventory.Model;

/// <summary>
/// An address as a sortable 64-bit number, small enough to stand in every index. IPv4 is exact; IPv6 comes behind it and keeps its first
/// 61 bits, so addresses of one /61 share a place.
/// </summary>
public static class AddressSortKey
{
    private static readonly UInt128 FirstIPv4 = (UInt128)0xFFFF << 32;
    private static readonly UInt128 LastIPv4 = FirstIPv4 | uint.MaxValue;

    /// <param name="address">See <see cref="Shared.AddressText.ToNumber"/>.</param>
    public static long Of(UInt128 address) =>
        address >= FirstIPv4 && address <= LastIPv4 ? (long)(address - FirstIPv4) : (1L << 62) | (long)(address >> 67);
}
