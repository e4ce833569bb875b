using JitPortal.Inventory.Model;

namespace JitPortal.Tests.Inventory.Model;

/// <summary>The forms in which Nmap's scripts say that something is weak.</summary>
public sealed class ScriptFindingsTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Structured_KeyIsTheCve_IsFoundHigh() =>
        Assert.Equal(
            ["CVE-2017-0143 High SMB remote code execution"],
            Of(
                "smb-vuln-ms17-010",
                "x",
                Table(1, "CVE-2017-0143"),
                Elem("title", "SMB remote code execution"),
                Elem("state", "VULNERABLE"),
                Table(2, "ids"),
                new(3, null, "CVE:CVE-2017-0143")
            )
        );

    [Fact]
    public void Structured_OwnKeyWithIdsAndScore_IsNamedAndRatedByThem() =>
        Assert.Equal(
            ["CVE-2011-3192 Medium Range filter", "CVE-2011-3193 Medium Range filter"],
            Of(
                "http-vuln-x",
                "x",
                Table(1, "NMAP-1"),
                Elem("title", "Range filter"),
                Elem("state", "VULNERABLE (Exploitable)"),
                Table(2, "ids"),
                new(3, null, "CVE:CVE-2011-3193"),
                new(3, null, "CVE:CVE-2011-3192"),
                Table(2, "scores"),
                new(3, "CVSSv2", "5.1 (MEDIUM) (AV:N)")
            )
        );

    [Theory]
    [InlineData("LIKELY VULNERABLE", "CVE-2007-6750 High Likely: Slow requests")]
    [InlineData("NOT VULNERABLE", null)]
    [InlineData("UNKNOWN (unable to test)", null)]
    public void Structured_State_DecidesWhetherItCounts(string state, string? finding) =>
        Assert.Equal(
            finding is null ? [] : [finding],
            Of("http-slowloris-check", "x", Table(1, "CVE-2007-6750"), Elem("title", "Slow requests"), Elem("state", state))
        );

    [Fact]
    public void Structured_TwoWeaknesses_EachHasItsOwnState() =>
        Assert.Equal(
            ["CVE-2014-0224 High B"],
            Of(
                "ssl-x",
                "x",
                Table(1, "CVE-2014-0160"),
                Elem("title", "A"),
                Elem("state", "NOT VULNERABLE"),
                Table(1, "CVE-2014-0224"),
                Elem("title", "B"),
                Elem("state", "VULNERABLE")
            )
        );

    [Fact]
    public void TextOnly_BlocksOfTheLibrary_AreRead() =>
        Assert.Equal(
            ["CVE-2014-0224 Medium Ciphers may be switched", "CVE-2014-3566 High Likely: Padding may be read"],
            Of(
                    "ssl-old",
                    """

                      VULNERABLE:
                      Ciphers may be switched
                        State: VULNERABLE
                        IDs:  CVE:CVE-2014-0224  BID:67899
                        Risk factor: MEDIUM
                          A description that says VULNERABLE things.
                        References:
                          https://example.org/CVE-1999-0001

                      LIKELY VULNERABLE:
                      Padding may be read
                        State: LIKELY VULNERABLE
                        IDs:  CVE:CVE-2014-3566
                      NOT VULNERABLE:
                      Something else
                        State: NOT VULNERABLE
                        IDs:  CVE:CVE-2014-9999
                    """
                )
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void TextOnly_RiskWithAScore_IsRatedByTheScore() =>
        Assert.Equal(
            ["CVE-2017-0143 Critical Worm"],
            Of(
                "smb-vuln-ms17-010",
                "  VULNERABLE:\n  Worm\n    State: VULNERABLE\n    IDs:  CVE:CVE-2017-0143\n    Risk factor: HIGH  CVSSv2: 9.3 (HIGH) (AV:N)\n"
            )
        );

    [Theory]
    [InlineData(
        "smb-check-vulns",
        "\n  MS08-067: VULNERABLE\n  Worm: Likely CLEAN\n  MS06-025: NOT VULNERABLE\n",
        "MS08-067 High MS08-067"
    )]
    [InlineData(
        "smb-check-vulns",
        "\n  SMBv2 DoS (CVE-2009-3103): LIKELY VULNERABLE\n",
        "CVE-2009-3103 High Likely: SMBv2 DoS (CVE-2009-3103)"
    )]
    [InlineData("smb-vuln-ms10-061", "true", "smb-vuln-ms10-061 High smb-vuln-ms10-061 says it is vulnerable")]
    [InlineData("http-vuln-cve2017-5638", "VULNERABLE", "CVE-2017-5638 High http-vuln-cve2017-5638 says it is vulnerable")]
    [InlineData("smb-vuln-ms10-054", "false", null)]
    [InlineData("http-title", "true", null)]
    [InlineData("rdp-vuln-x", "NOT VULNERABLE", null)]
    public void TextOnly_OneLine_IsRead(string script, string output, string? finding) =>
        Assert.Equal(finding is null ? [] : [finding], Of(script, output));

    [Theory]
    [InlineData(
        "Subject: commonName=x\nNot valid before: 2020-01-01T00:00:00\nNot valid after:  2021-01-01T00:00:00\n",
        "tls-expired Medium The TLS certificate expired on 2021-01-01"
    )]
    [InlineData("Subject: commonName=x\nNot valid after:  2031-01-01T00:00:00\n", null)]
    public void TextOnly_Certificate_IsExpiredOrNot(string output, string? finding) =>
        Assert.Equal(finding is null ? [] : [finding], Of("ssl-cert", output));

    [Fact]
    public void Lists_StructuredInAnyOrder_AreRated() =>
        Assert.Equal(
            ["CVE-2023-38408 Critical CVE-2023-38408, CVSS 9.8", "CVE-2024-1111 High CVE-2024-1111, CVSS 7.5, an exploit is public"],
            Of(
                "vulners",
                "x",
                Table(1, "cpe:/a:x"),
                Table(2, null),
                Elem("cvss", "9.8"),
                Elem("id", "CVE-2023-38408"),
                Table(2, null),
                Elem("is_exploit", "true"),
                Elem("id", "CVE-2024-1111"),
                Elem("cvss", "7.5"),
                Table(2, null),
                Elem("id", "EDB-ID:1"),
                Elem("cvss", "9.9")
            )
        );

    [Theory]
    [InlineData("vulners")]
    [InlineData("vulnerability-lookup")]
    public void Lists_TextAlone_AreRated(string script) =>
        Assert.Equal(
            ["CVE-2018-15919 Medium CVE-2018-15919, CVSS 5.0", "CVE-2024-0001 High CVE-2024-0001, without a score"],
            Of(
                    script,
                    "\n  cpe:/a:x: \n    \tCVE-2018-15919\t5.0\thttps://example.org/CVE-2018-15919\n    \tCVE-2024-0001\t0\thttps://example.org/CVE-2024-0001\n"
                )
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Lists_Vulscan_AreFoundUnderTheirDatabase() =>
        Assert.Equal(
            ["CVE-2012-0002 High Remote desktop (listed without a score)", "VulDB 25066 High Old printer (listed without a score)"],
            Of(
                    "vulscan",
                    "VulDB - https://vuldb.example:\n[25066] Old printer\n\nMITRE CVE - https://cve.example:\n[CVE-2012-0002] Remote desktop\n"
                )
                .Order(StringComparer.Ordinal)
        );

    private static IEnumerable<string> Of(string script, string output, params ScriptElement[] elements) =>
        ScriptFindings.Of([new ScriptRecord(script, output, output.Length, elements)], At).Select(f => $"{f.Name} {f.Severity} {f.Title}");

    private static ScriptElement Table(int depth, string? key) => new(depth, key, null);

    private static ScriptElement Elem(string key, string value) => new(2, key, value);
}
