using System.ComponentModel.DataAnnotations;
using System.Net;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.Lab;

/// <summary>The settings section <c>Lab</c>. It counts only when the program was started with <c>--lab</c>.</summary>
internal sealed class LabOptions : ISettings
{
    public static string Section => "Lab";

    /// <summary>What <c>--lab</c> sets.</summary>
    public bool Enabled { get; set; }

    /// <summary>Second octet of every address of the lab: its networks are 127.PREFIX.x.0/24, so two labs can run on one machine.</summary>
    [Range(1, 255)]
    public byte Prefix { get; set; } = 20;

    /// <summary>Connections held open in all services together; the next one is closed at once.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 500;

    /// <summary>How long a connection may live, whatever it does.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan ConnectionLife { get; set; } = TimeSpan.FromHours(1);

    public IPAddress AddressOf(LabNetwork network, byte host) => new([127, Prefix, network.Number, host]);

    public AddressRange RangeOf(LabNetwork network) =>
        AddressRange.Between(AddressText.ToNumber(AddressOf(network, 0)), AddressText.ToNumber(AddressOf(network, LabMap.LastHost)));
}
