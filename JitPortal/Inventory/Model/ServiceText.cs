namespace JitPortal.Inventory.Model;

/// <summary>A service in a few words, for changes and lists.</summary>
public static class ServiceText
{
    /// <summary><c>ssh OpenSSH 9.2p1</c>; <c>unknown</c> when nothing is known.</summary>
    public static string Of(string? name, string? product, string? version)
    {
        var text = string.Join(' ', new[] { name, product, version }.Where(t => !string.IsNullOrEmpty(t)));
        return text.Length == 0 ? "unknown" : text;
    }
}
