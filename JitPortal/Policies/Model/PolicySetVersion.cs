namespace JitPortal.Policies.Model;

/// <summary>One saved version of the policy book; the highest number is in force, older ones stay for the record.</summary>
public sealed class PolicySetVersion
{
    /// <summary>1, 2, 3, ...</summary>
    public int Number { get; set; }

    public required string Yaml { get; set; }

    public required string SavedBy { get; set; }

    public DateTimeOffset SavedAt { get; set; }
}
