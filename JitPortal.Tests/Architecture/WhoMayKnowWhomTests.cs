using System.Text.RegularExpressions;
using ArchUnitNET.Loader;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Architecture;

/// <summary>The section "Who may know whom" of docs/architecture.md, held.</summary>
public sealed class WhoMayKnowWhomTests
{
    private const string Ef = @"Microsoft\.EntityFrameworkCore(\..*)?";
    private const string AspNet = @"Microsoft\.AspNetCore(\..*)?";
    private const string Quartz = @"Quartz(\..*)?";
    private const string Mud = @"MudBlazor(\..*)?";
    private const string Loggers = @"Microsoft\.Extensions\.Logging(\..*)?";
    private const string Components = @"JitPortal\.Components(\..*)?";
    private const string Api = @"JitPortal\.Api(\..*)?";
    private const string Features = @"JitPortal\.(Scanning|Inventory|Policies|Requests|Grants|Journal|Identity)";

    private static readonly ArchUnitNET.Domain.Architecture House = new ArchLoader().LoadAssemblies([.. Product.Assemblies]).Build();

    /// <summary>Who, must not know whom, but for.</summary>
    public static TheoryData<string, string, string, string> Rules =>
        new()
        {
            { "the kernel knows System only", @"JitPortal\.Shared", @"(?!System(\.|$)|JitPortal\.Shared$|Coverlet).*", "" },
            { "settings know the kernel only", @"JitPortal\.Settings", @"JitPortal\.(?!Shared$|Settings$).*", "" },
            {
                "models are pure",
                @"JitPortal\.(Scanning|Inventory|Policies|Requests|Grants|Enforcement|Journal)\.Model",
                $"{Ef}|{AspNet}|{Quartz}|{Mud}|{Loggers}",
                ""
            },
            {
                "models know no service",
                @"JitPortal\.(\w+)\.Model",
                $"{Features}|JitPortal\\.(Enforcement|Data|Live|Api|Lab)|{Components}",
                ""
            },
            { "policy models know the kernel only", @"JitPortal\.Policies\.Model", @"JitPortal\.(?!Shared$|Policies\.Model$).*", "" },
            {
                "request models know policy models only",
                @"JitPortal\.Requests\.Model",
                @"JitPortal\.(?!Shared$|Policies\.Model$|Requests\.Model$).*",
                ""
            },
            {
                "grant models know enforcement models only",
                @"JitPortal\.Grants\.Model",
                @"JitPortal\.(?!Shared$|Enforcement\.Model$|Grants\.Model$).*",
                ""
            },
            { "the live bus knows no feature", @"JitPortal\.Live", $@"JitPortal\.(?!Shared$|Live$).*|{Ef}|{AspNet}", "" },
            {
                "data knows no feature service",
                @"JitPortal\.Data(\..*)?",
                $"{Features}|JitPortal\\.(Enforcement|Live|Api|Lab)|{Components}",
                ""
            },
            {
                "services know no page",
                $@"{Features}|JitPortal\.Enforcement(\..*)?",
                $"{Components}|{Api}|{Mud}|{AspNet}\\.Components.*",
                ""
            },
            {
                "enforcement knows no database",
                @"JitPortal\.Enforcement(\..*)?",
                $@"{Ef}|JitPortal\.Data|JitPortal\.(Requests|Grants|Policies|Inventory|Scanning|Journal|Identity)(\..*)?|{Quartz}",
                ""
            },
            {
                "pages call services",
                Components,
                $@"{Ef}|JitPortal\.Data(\..*)?|JitPortal\.Enforcement|JitPortal\.Enforcement\.Gateway|{Quartz}|System\.Net\.Sockets",
                @"JitPortal\.Components\.Account(\..*)?"
            },
            {
                "the API calls services",
                Api,
                $@"{Ef}|JitPortal\.Data(\..*)?|JitPortal\.Enforcement|JitPortal\.Enforcement\.Gateway|{Quartz}|{Mud}|System\.Net\.Sockets",
                ""
            },
            {
                "only the timers start jobs",
                @"JitPortal\.(Requests|Grants|Policies|Inventory|Journal|Identity|Live|Lab|Hosting|CommandLine)(\..*)?",
                Quartz,
                ""
            },
            { "account pages are plain", @"JitPortal\.Components\.Account(\..*)?", Mud, "" },
            {
                "scanning knows no request",
                @"JitPortal\.(Scanning|Inventory)(\..*)?",
                @"JitPortal\.(Policies|Requests|Grants|Enforcement)(\..*)?",
                ""
            },
            {
                "policies know no request or grant",
                @"JitPortal\.Policies(\..*)?",
                @"JitPortal\.(Requests|Grants|Enforcement|Scanning)(\..*)?",
                ""
            },
            { "grants know no request service", @"JitPortal\.Grants", @"JitPortal\.(Requests|Policies|Scanning|Inventory)", "" },
        };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Namespace_DoesNotKnow_WhatTheTableForbids(string rule, string who, string whom, string except)
    {
        var (from, to, but) = (Whole(who), Whole(whom), Whole(except.Length == 0 ? "-" : except));
        var residents = House
            .Types.Where(t => t.Namespace is not null && from.IsMatch(t.Namespace.FullName) && !but.IsMatch(t.Namespace.FullName))
            .ToList();
        Assert.NotEmpty(residents);
        var broken = residents
            .SelectMany(t => t.Dependencies.Select(d => (t, d.Target)))
            .Where(p => to.IsMatch(p.Target.Namespace?.FullName ?? "") && !p.Target.FullName.Contains('<', StringComparison.Ordinal))
            .Select(p => $"{p.t.FullName} knows {p.Target.FullName}")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.True(broken.Count == 0, $"{rule}:\n{string.Join('\n', broken)}");
    }

    private static Regex Whole(string pattern) => new($"^({pattern})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
