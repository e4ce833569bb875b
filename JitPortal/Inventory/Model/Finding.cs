using JitPortal.Shared;

namespace JitPortal.Inventory.Model;

/// <summary>A weakness that a scan reported on a service, such as a CVE.</summary>
public sealed class Finding
{
    public long Id { get; set; }

    public long ServiceId { get; set; }

    /// <summary>Its public name, e.g. <c>CVE-2024-6387</c>.</summary>
    public required string Name { get; set; }

    public Severity Severity { get; set; }

    public required string Title { get; set; }

    /// <summary>The script that reported it: when it runs again and is silent, the finding goes.</summary>
    public string Script { get; set; } = "";

    public DateTimeOffset FirstSeen { get; set; }
}

/// <summary>A weakness as a script reported it.</summary>
public sealed record SeenFinding(string Name, Severity Severity, string Title, string Script);
