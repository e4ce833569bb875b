namespace JitPortal.Policies;

/// <summary>The policy that a fresh install starts with, as an operator would write it.</summary>
public static class ShippedPolicy
{
    public static string Yaml { get; } = Read();

    private static string Read()
    {
        using var stream =
            typeof(ShippedPolicy).Assembly.GetManifestResourceStream("DefaultPolicy.yaml")
            ?? throw new InvalidOperationException("The program was built without its default policy.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
