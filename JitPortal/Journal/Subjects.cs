using System.Globalization;
using JitPortal.Shared;

namespace JitPortal.Journal;

/// <summary>What an entry of the journal is about: a kind, and mostly an identity.</summary>
public static class Subjects
{
    public const string Clock = "clock";

    public const string Portal = "portal";

    /// <summary>The rules that say how sensitive services are.</summary>
    public const string Sensitivity = "sensitivity";

    public static string Grant(GrantId id) => $"grant:{id}";

    public static string Request(RequestId id) => $"request:{id}";

    public static string Scan(ScanId id) => $"scan:{id}";

    /// <param name="name">Unique among the schedules.</param>
    public static string ScanSchedule(string name) => $"scan-schedule:{name}";

    public static string Person(string userId) => $"person:{userId}";

    public static string Token(Guid id) => $"token:{id:n}";

    /// <param name="name">Of an enforcement point, as the settings have it.</param>
    public static string Point(string name) => $"point:{name}";

    /// <param name="id">Of the outbox's row.</param>
    public static string Delivery(long id) => string.Create(CultureInfo.InvariantCulture, $"delivery:{id}");

    /// <param name="name">See <see cref="SiteName"/>.</param>
    public static string Site(string name) => $"site:{name}";

    public static string Policy(int version) => $"policy:{version}";
}
