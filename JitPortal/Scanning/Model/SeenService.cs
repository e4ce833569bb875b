namespace JitPortal.Scanning.Model;

/// <summary>What a scan saw behind an open port.</summary>
/// <param name="Name">The protocol's name, often only guessed from the port.</param>
/// <param name="Product">Product and version as the service told; empty when it was not asked.</param>
public sealed record SeenService(string Name, string Product)
{
    public override string ToString() => Product.Length == 0 ? Name : Name.Length == 0 ? Product : $"{Name} · {Product}";
}
