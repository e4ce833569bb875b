using System.ComponentModel.DataAnnotations;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Journal;

/// <summary>Section <c>Journal</c> of the settings.</summary>
public sealed class JournalOptions : ISettings
{
    public static string Section => "Journal";

    /// <summary>
    /// A file (another disk, a mount that only grows) or an http(s) address that gets each signed head of the journal. Null = none.
    /// </summary>
    public string? Witness { get; set; }

    /// <summary>How long the newest entries may stand unsigned.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SignEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Networks besides public addresses in which an http(s) witness may be.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; set; } = [];

    /// <summary>Null where the witness is a file, or there is none.</summary>
    internal Uri? WitnessAddress => IsAddress ? new Uri(Witness!.Trim()) : null;

    private bool IsAddress => Witness?.Contains("://", StringComparison.Ordinal) == true;

    public IEnumerable<Problem> Problems()
    {
        // NB. Without the text: it may hold a password.
        if (
            IsAddress
            && !(
                Uri.TryCreate(Witness!.Trim(), UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
                && address.UserInfo.Length == 0
            )
        )
            yield return new Problem(
                "Journal:Witness",
                "Journal:Witness is neither the path of a file nor an http(s) address without a password in it."
            );
        foreach (var network in AllowedNetworks)
            if (!AddressRange.TryParse(network, out _, out var problem))
                yield return new Problem("Journal:AllowedNetworks", $"Journal:AllowedNetworks: {problem}");
    }
}
