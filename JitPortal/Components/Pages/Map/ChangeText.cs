using JitPortal.Inventory;

namespace JitPortal.Components.Pages.Map;

/// <summary>A change of the inventory in one plain sentence. What a scan said stays a quotation.</summary>
internal static class ChangeText
{
    public static string Of(ChangeView change)
    {
        var port = change.Port is null ? "" : $"Port {change.Port}/{change.Protocol}";
        return change.Kind switch
        {
            "HostFound" => "Host seen for the first time",
            "HostGone" => "Host did not answer any more",
            "HostBack" => "Host answers again",
            "ServiceOpened" => $"{port} seen open{Said(": ", change.After)}",
            "ServiceClosed" => $"{port} no longer open{Said(", was ", change.Before)}",
            "ServiceChanged" => $"{port}: {Or(change.Before, "unknown")} is now {Or(change.After, "unknown")}",
            "IdentityChanged" =>
                $"{(port.Length > 0 ? port : "Host")} shows another identity: {Or(change.Before, "unknown")}, now {Or(change.After, "unknown")}",
            "CertificateRenewed" => $"Certificate renewed{Said(": ", change.After)}",
            "FindingAdded" => $"{port}: new finding{Said(" ", change.After)}",
            _ => $"{change.Kind}{Said(" ", change.After)}",
        };
    }

    private static string Said(string before, string? text) => string.IsNullOrWhiteSpace(text) ? "" : before + text;

    private static string Or(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text;
}
