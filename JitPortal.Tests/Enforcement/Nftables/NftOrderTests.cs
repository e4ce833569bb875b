using JitPortal.Enforcement.Nftables;

namespace JitPortal.Tests.Enforcement.Nftables;

/// <summary>The grammar of everything privileged.</summary>
public sealed class NftOrderTests
{
    private const string Id = "1772366400000:0192f0c1a2b37c4d8e5f60718293a4b5";

    [Theory]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 3600 {Id}")]
    [InlineData($"upsert fd60:1::2 fd60:2::10 udp 53 1.5 {Id},0192f0c1a2b37c4d8e5f60718293a4b6+")]
    [InlineData("remove 10.60.1.2 10.60.2.10 tcp 5000")]
    [InlineData("remove 10.60.1.2 10.60.2.10 icmp 0")]
    [InlineData("cut 10.60.1.2 10.60.2.10 tcp 5000")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 0.100 {Id}")]
    [InlineData("guard")]
    public void TryParse_WhatThePortalSays_IsUnderstood(string line) => Assert.True(NftOrder.TryParse(line, out _));

    [Theory]
    [InlineData("")]
    [InlineData("guard 10.0.0.0/8")]
    [InlineData("flush ruleset")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 0 {Id}")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 0.04 {Id}")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 -1 {Id}")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 1e9 {Id}")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000  {Id}")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 icmp 5000 60 {Id}")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 65536 60 {Id}")]
    [InlineData($"upsert 0/0 10.60.2.10 tcp 5000 60 {Id}")]
    [InlineData($"upsert 10.60.1.0/24 10.60.2.10 tcp 5000 60 {Id}")]
    [InlineData($"upsert 10.1 10.60.2.10 tcp 5000 60 {Id}")]
    [InlineData($"upsert fd60:1::2 10.60.2.10 tcp 5000 60 {Id}")]
    [InlineData("upsert 10.60.1.2 10.60.2.10 tcp 5000 60 alice")]
    [InlineData("upsert 10.60.1.2 10.60.2.10 tcp 5000 60 1:0192f0c1a2b37c4d8e5f60718293a4b5\"")]
    [InlineData("upsert 10.60.1.2 10.60.2.10 tcp 5000 60 1:0192F0C1A2B37C4D8E5F60718293A4B5")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 60 {Id} }}; flush ruleset")]
    [InlineData($"upsert 10.60.1.2 10.60.2.10 tcp 5000 60 {Id}\r")]
    [InlineData("remove 10.60.1.2 10.60.2.10 -f 5000")]
    [InlineData("cut 10.60.1.2 10.60.2.10 udp 5000")]
    public void TryParse_AnythingElse_IsRefused(string line) => Assert.False(NftOrder.TryParse(line, out _));

    [Theory]
    [InlineData("10.60.1.2 10.60.2.10 tcp 5000", true)]
    [InlineData("fd60:1::2 fd60:2::10 tcp 22", true)]
    [InlineData("10.60.1.2 fd60:2::10 tcp 22", false)]
    [InlineData("10.60.1.2 10.60.2.10 udp 53", false)]
    [InlineData("10.60.1.2 10.60.2.10 tcp 0", false)]
    [InlineData("127.0.0.1 10.60.2.10 tcp 22", false)]
    [InlineData("10.60.1.2 255.255.255.255 tcp 22", false)]
    [InlineData("ff02::1 fd60:2::10 tcp 22", false)]
    [InlineData("::1 fd60:2::10 tcp 22", false)]
    [InlineData("010.60.1.2 10.60.2.10 tcp 22", false)]
    [InlineData("10.60.1.2 10.60.2.10 tcp 22 x", false)]
    public void Probe_OneMachineToAnother_AndNothingElse(string line, bool understood)
    {
        Assert.Equal(understood, JitPortal.Enforcement.Nftables.Vantages.ProbeOrder.TryParse(line, asPerson: true, out var order));
        Assert.Equal(understood ? line : null, order?.ToString());
    }

    [Fact]
    public void TryParse_LongerThanADay_IsADay()
    {
        Assert.True(NftOrder.TryParse($"upsert 10.60.1.2 10.60.2.10 tcp 5000 99999999 {Id}", out var order));
        Assert.Equal(TimeSpan.FromDays(1), Assert.IsType<NftOrder.Upsert>(order).Lasts);
    }

    [Fact]
    public void Script_ANewTimeout_IsSetSoThatOldKernelsUnderstandIt()
    {
        Assert.True(NftOrder.TryParse($"upsert 10.60.1.2 10.60.2.10 tcp 5000 61.5 {Id}", out var order));
        Assert.Equal(
            """
            add element inet jitportal grants4 { 10.60.1.2 . 10.60.2.10 . tcp . 5000 timeout 1s }
            delete element inet jitportal grants4 { 10.60.1.2 . 10.60.2.10 . tcp . 5000 }
            add element inet jitportal grants4 { 10.60.1.2 . 10.60.2.10 . tcp . 5000 timeout 61s500ms comment "jit:1772366400000:0192f0c1a2b37c4d8e5f60718293a4b5" }

            """,
            NftScript.Of([order], () => "")
        );
    }
}
