using System.ComponentModel.DataAnnotations;
using JitPortal.Settings;

namespace JitPortal.Requests;

/// <summary>Section <c>Requests</c> of the settings.</summary>
internal sealed class RequestsOptions : ISettings
{
    public static string Section => "Requests";

    /// <summary>Shortest access that can be asked for. Shorter ones would end before anybody could connect.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Shortest { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many services one request may name; a card with more could not be judged.</summary>
    [Range(1, 1_000)]
    public int MaxServices { get; set; } = 20;

    /// <summary>How many requests of one person may wait at the same time, so that nobody floods the queue.</summary>
    [Range(1, 10_000)]
    public int MaxPending { get; set; } = 50;
}
