using JitPortal.Data;
using JitPortal.Enforcement;
using JitPortal.Identity;
using JitPortal.Inventory;
using JitPortal.Scanning;
using JitPortal.Tests.Support;
using Microsoft.Extensions.Options;

namespace JitPortal.Tests.Settings;

/// <summary>Whatever is wrong with the settings ends the start, in sentences that name the key and say what to write.</summary>
public sealed class StartSettingsTests
{
    /// <summary>Of each section: a setting that cannot stand, and the sentence about it.</summary>
    public static TheoryData<string, string> Misspelt =>
        new()
        {
            { "Database:Provder=Postgres", "Database:Provder is no setting; did you mean Database:Provider?" },
            { "Scanning:ExcludeRanges:0=10.0.0.9", "Scanning:ExcludeRanges is no setting; did you mean Scanning:ExcludedRanges?" },
            { "Inventory:Network:0:Name=x", "Inventory:Network is no setting; did you mean Inventory:Networks?" },
            { "Inventory:Networks:0:Nam=x", "Inventory:Networks:0:Nam is no setting; did you mean Inventory:Networks:0:Name?" },
            { "Requests:MaxPendings=5", "Requests:MaxPendings is no setting; did you mean Requests:MaxPending?" },
            { "Gateway:Egres=10.0.0.5", "Gateway:Egres is no setting; did you mean Gateway:Egress?" },
            { "Enforcement:Leas=00:00:10", "Enforcement:Leas is no setting; did you mean Enforcement:Lease?" },
            {
                "Enforcement:Sensors:0:Acount=a@b",
                "Enforcement:Sensors:0:Acount is no setting; did you mean Enforcement:Sensors:0:Account?"
            },
            { "Enforcement:Point:0:Name=edge", "Enforcement:Point is no setting; did you mean Enforcement:Points?" },
            { "Journal:Witnes=/mnt/heads", "Journal:Witnes is no setting; did you mean Journal:Witness?" },
            { "SignIn:Longst=08:00:00", "SignIn:Longst is no setting; did you mean SignIn:Longest?" },
            {
                "SignIn:Timeout=08:00:00",
                "SignIn:Timeout is no setting; SignIn can hold FreshFor, Idle, Longest, PasskeyDomain, TriesPerMinute."
            },
            { "Identity:SecondFactorsFor=Admin", "Identity:SecondFactorsFor is no setting; did you mean Identity:SecondFactorFor?" },
            { "Edge:MaxConnection=5", "Edge:MaxConnection is no setting; did you mean Edge:MaxConnections?" },
            { "Proxies:Know:0=10.0.0.1", "Proxies:Know is no setting; did you mean Proxies:Known?" },
            { "Lab:Prefx=21", "Lab:Prefx is no setting; did you mean Lab:Prefix?" },
        };

    public static TheoryData<string, string> WrongType =>
        new()
        {
            { "Database:Provider=Foo", "The setting Database:Provider cannot be “Foo”; write Sqlite or Postgres." },
            { "Database:Provider=1", "The setting Database:Provider cannot be “1”; write Sqlite or Postgres." },
            { "Scanning:Parallelism=x", "The setting Scanning:Parallelism cannot be “x”; write a whole number." },
            { "Scanning:Vantage:0=office", "Scanning:Vantage:0 is no setting; Scanning:Vantage is one value." },
            {
                "Inventory:Networks=10.0.0.0/24",
                "Inventory:Networks is a list; write Inventory:Networks:0:Network for a value of its first entry."
            },
            { "Inventory:Networks:0=10.0.0.0/24", "Inventory:Networks:0 can hold Name, Network; it is no value by itself." },
            { "Requests:MaxServices=some", "The setting Requests:MaxServices cannot be “some”; write a whole number." },
            { "Gateway:ConnectPinsSource=perhaps", "The setting Gateway:ConnectPinsSource cannot be “perhaps”; write true or false." },
            {
                "Enforcement:EvidenceFrom=Huge",
                "The setting Enforcement:EvidenceFrom cannot be “Huge”; write Low, Moderate, High or Critical."
            },
            { "Enforcement:Lease=15", "The setting Enforcement:Lease cannot be “15”; write a length of time" },
            { "Journal:SignEvery=5 s", "The setting Journal:SignEvery cannot be “5 s”; write a length of time" },
            { "SignIn:Longest=soon", "The setting SignIn:Longest cannot be “soon”; write a length of time" },
            { "SignIn:Idle=24:00:00", "The setting SignIn:Idle cannot be “24:00:00”; write a length of time" },
            { "Identity:SecondFactorFor:0:Role=Admin", "Identity:SecondFactorFor:0 is one value." },
            { "Edge:MaxUnknownPerAddress=1.5", "The setting Edge:MaxUnknownPerAddress cannot be “1.5”; write a whole number." },
            { "Proxies:Known:0:Address=10.0.0.1", "Proxies:Known:0 is one value." },
            { "Lab:Prefix=300", "The setting Lab:Prefix cannot be “300”; write a whole number from 0 to 255." },
        };

    public static TheoryData<string, string> OutOfRange =>
        new()
        {
            { "Database:Provider=Postgres", "Database:ConnectionString is empty" },
            { "Scanning:Parallelism=0", "Scanning:Parallelism must be between 1 and 64; it is 0." },
            { "Scanning:ExcludedRanges:0=10.0.0.0/33", "Scanning:ExcludedRanges: " },
            { "Scanning:NmapPath=nmap", "Scanning:NmapPath “nmap” is not a whole path" },
            { "Scanning:Vantage=", "Scanning:Vantage must have between 1 and 64 characters." },
            { "Inventory:Networks:0:Network=10.0.0.0/16", "Inventory:Networks:0:Network “10.0.0.0/16” is not a /24" },
            { "Requests:Shortest=00:00:00", "Requests:Shortest must be between 00:00:01 and 1.00:00:00; it is 00:00:00." },
            { "Gateway:ConnectionsPerSecond=0", "Gateway:ConnectionsPerSecond must be between 1 and 1000000; it is 0." },
            { "Gateway:PortRest=-00:00:01", "Gateway:PortRest must be between 00:00:00 and 1.00:00:00; it is -00:00:01." },
            { "Gateway:Ports=9-1", "Gateway:Ports “9-1” is not a range of ports" },
            { "Enforcement:Lease=00:00:02", "Enforcement:Lease must be between 00:00:03 and 1.00:00:00; it is 00:00:02." },
            { "Enforcement:Default:0=moat", "Enforcement:Default names “moat”, which is no enforcement point." },
            { "Enforcement:Points:0:Name=edge", "Enforcement:Points:0: “” is no kind of enforcement point" },
            { "Journal:SignEvery=02:00:00", "Journal:SignEvery must be between 00:00:01 and 01:00:00; it is 02:00:00." },
            { "Journal:AllowedNetworks:0=home", "Journal:AllowedNetworks: “home” is not an address" },
            { "SignIn:TriesPerMinute=0", "SignIn:TriesPerMinute must be between 1 and 1000000; it is 0." },
            { "SignIn:PasskeyDomain=https://portal.example.org", "SignIn:PasskeyDomain “https://portal.example.org” is not a host name." },
            { "Identity:SecondFactorFor=Boss", "The setting Identity:SecondFactorFor names the role Boss" },
            { "Edge:MaxConnections=0", "Edge:MaxConnections must be between 1 and 1000000; it is 0." },
            { "Proxies:Known:0=nobody", "Proxies:Known has the entry “nobody”" },
            { "Lab:Prefix=0", "Lab:Prefix must be between 1 and 255; it is 0." },
        };

    [Theory]
    [MemberData(nameof(Misspelt))]
    [MemberData(nameof(WrongType))]
    [MemberData(nameof(OutOfRange))]
    public async Task Problems_SettingThatCannotStand_IsASentenceWithItsKey(string setting, string sentence)
    {
        await using var portal = new ComposedPortal([setting]);
        Assert.Contains(
            portal.Problems(),
            p => p.StartsWith(sentence, StringComparison.Ordinal) || p.Contains(sentence, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Problems_AsShipped_AreNone()
    {
        await using var portal = new ComposedPortal([]);
        Assert.Empty(portal.Problems());
    }

    /// <summary>Of each section at least one of each kind; all are there, so nobody starts the portal a dozen times to find them.</summary>
    [Fact]
    public async Task Start_MuchIsWrong_SaysAllOfItAndEnds()
    {
        var (settings, sentences) = (new List<string>(), new List<string>());
        foreach (var row in Misspelt.Concat(WrongType).Concat(OutOfRange))
        {
            var (setting, sentence) = row.Data;
            var key = setting.Split('=')[0];
            // Two values of one key cannot both stand.
            if (settings.Any(s => s.StartsWith(key.Split(':')[0] + ":" + key.Split(':')[1], StringComparison.Ordinal)))
                continue;
            settings.Add(setting);
            sentences.Add(sentence);
        }

        using var program = new PortalProgram();
        var (code, output, error) = await program.RunAsync([
            .. settings.Select(s => $"--{s}"),
            "--urls",
            $"http://localhost:{PortalProcess.FreePort()}",
        ]);
        Assert.Equal(1, code);
        Assert.All(sentences, s => Assert.Contains(s, error, StringComparison.Ordinal));
        Assert.True(sentences.Count > 24, $"{sentences.Count} were tried");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Now listening", output, StringComparison.Ordinal);
    }

    /// <summary>A verb that would act on another database than was meant does nothing.</summary>
    [Fact]
    public async Task Verb_MisspeltDatabase_IsRefused()
    {
        using var program = new PortalProgram();
        var (code, _, error) = await program.RunAsync("user", "list", "--Database:Provder=Postgres");
        Assert.Equal((1, "Database:Provder is no setting; did you mean Database:Provider?"), (code, error.Trim()));
        Assert.False(File.Exists(Path.Combine(program.Data, "portal.db")));
    }

    /// <summary>And one that does not need a section does not ask for it: a wrong limit must not stand in the way of ending access.</summary>
    [Fact]
    public async Task Verb_WrongSectionsThatItDoesNotNeed_DoesItsWork()
    {
        using var program = new PortalProgram();
        var (code, _, error) = await program.RunAsync(
            "user",
            "list",
            "--Edge:MaxConnections=0",
            "--Proxies:Known:0=nobody",
            "--Lab:Prefx=3"
        );
        Assert.Equal((0, ""), (code, error));
    }

    [Theory]
    [InlineData("Gatway:Ports=20000-20099", "Gatway is no section of the settings; did you mean Gateway?")]
    [InlineData("Enforcment:Lease=00:00:10", "Enforcment is no section of the settings; did you mean Enforcement?")]
    [InlineData("Gateway=20000-20099", "Gateway is a section of the settings and no value by itself; write Gateway:NAME.")]
    public async Task Problems_SectionThatIsNone_IsNamed(string setting, string sentence)
    {
        await using var portal = new ComposedPortal([setting]);
        Assert.Equal([sentence], portal.Problems());
    }

    /// <summary>What belongs to ASP.NET Core, and what the environment has for others, is nobody's mistake.</summary>
    [Fact]
    public async Task Problems_SettingsOfOthers_AreLeftAlone()
    {
        await using var portal = new ComposedPortal(
            [
                "urls=http://localhost:1",
                "AllowedHosts=portal.example.org",
                "environment=Production",
                "ConnectionStrings:Other=x",
                "Kestrel:Limits:MaxConcurrentConnections=10",
                "Logging:LogLevel:Default=Warning",
                "https_port=443",
                "ForwardedHeaders_Enabled=false",
                "Serilog:MinimumLevel=Debug",
            ],
            new()
            {
                ["GATEWAY"] = "10.0.0.1",
                ["Gatway:Ports"] = "x",
                ["Edge_Home"] = "/opt/edge",
            }
        );
        Assert.Empty(portal.Problems());
    }

    [Fact]
    public async Task Read_ListAsOneText_IsTakenEntryByEntry()
    {
        await using var portal = new ComposedPortal([
            "Scanning:AllowedRanges=10.0.0.0/24, 10.0.7.1",
            "Identity:SecondFactorFor=Admin,Approver",
        ]);
        Assert.Empty(portal.Problems());
        Assert.Equal(["10.0.0.0/24", "10.0.7.1"], portal.Read<ScanningOptions>().AllowedRanges);
        Assert.Equal(["Admin", "Approver"], portal.Read<IdentitySettings>().SecondFactorFor);
    }

    [Theory]
    [InlineData("Scanning:AllowedRanges=10.0.0.0/24")]
    [InlineData("Scanning:AllowedRanges:0=10.0.0.0/24")]
    public async Task Read_WithTheLab_ItsNetworksStandBehindThoseThatWereSet(string setting)
    {
        await using var portal = new ComposedPortal(["Lab:Enabled=true", "urls=http://localhost:1", setting]);
        Assert.Empty(portal.Problems());
        var ranges = portal.Read<ScanningOptions>().AllowedRanges;
        Assert.Equal("10.0.0.0/24", ranges[0]);
        Assert.Equal(portal.Read<InventoryOptions>().Networks.Count + 1, ranges.Count);
        Assert.StartsWith("127.20.", ranges[1], StringComparison.Ordinal);
    }

    /// <summary>In JSON a value can be left empty: where that means something it counts, and elsewhere it is a sentence.</summary>
    [Fact]
    public async Task Problems_Null_CountsWhereItMeansSomething()
    {
        await using var portal = new ComposedPortal([], new() { ["Enforcement:EvidenceFrom"] = null, ["Scanning:Vantage"] = null });
        Assert.Equal(["Scanning:Vantage is empty; give it a value or leave it out."], portal.Problems());
        Assert.Null(portal.Read<EnforcementOptions>().EvidenceFrom);
    }

    [Fact]
    public async Task Read_WrongSection_IsNeverHalfRead()
    {
        await using var portal = new ComposedPortal(["Database:Provder=Postgres"]);
        Assert.Throws<OptionsValidationException>(portal.Read<DatabaseOptions>);
    }
}
