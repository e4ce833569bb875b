using Bunit;
using JitPortal.Components.Controls;
using JitPortal.Shared;

namespace JitPortal.Tests.Components.Controls;

public sealed class ControlTests : BunitContext
{
    [Theory]
    [InlineData(Sensitivity.Low)]
    [InlineData(Sensitivity.Moderate)]
    [InlineData(Sensitivity.High)]
    [InlineData(Sensitivity.Critical)]
    public void SensitivityChip_AnyLevel_SaysTheWordBesideItsShape(Sensitivity level)
    {
        var chip = Render<SensitivityChip>(p => p.Add(c => c.Value, level));

        Assert.Equal(level.ToString(), chip.Find("span").TextContent);
        Assert.Equal($"#g{(int)level}", chip.Find("use").GetAttribute("href"));
    }

    [Theory]
    [InlineData("Pending", "Waiting")]
    [InlineData("Closing", "Closing")]
    [InlineData("ClosedProved", "Closed, proved shut")]
    [InlineData("SomethingNew", "SomethingNew")]
    public void StateChip_State_SaysItsWordAndHasAnIcon(string state, string word)
    {
        var chip = Render<StateChip>(p => p.Add(c => c.State, state));

        Assert.Equal(word, chip.Find("span").TextContent);
        Assert.NotNull(chip.Find("svg path"));
    }

    [Fact]
    public void Countdown_Deadline_IsGivenToTheBrowserInUtcAndTicksThereOnly()
    {
        var until = new DateTimeOffset(2026, 3, 1, 14, 30, 0, TimeSpan.FromHours(2));

        var countdown = Render<Countdown>(p => p.Add(c => c.Until, until)).Find("jit-countdown");

        Assert.Equal("2026-03-01T12:30:00.0000000Z", countdown.GetAttribute("until"));
        Assert.Equal("2026-03-01 12:30:00 UTC", countdown.GetAttribute("title"));
        Assert.Empty(countdown.ChildNodes);
    }

    [Fact]
    public void CopyCommand_TextOfAnAttacker_StaysText()
    {
        const string text = "psql -h \"><script>alert(1)</script>";

        var command = Render<CopyCommand>(p => p.Add(c => c.Text, text));

        Assert.Empty(command.FindAll("script"));
        Assert.Equal(text, command.Find("code").TextContent);
        Assert.Equal(text, command.Find("button").GetAttribute("data-copy"));
    }

    [Fact]
    public void Segments_Click_SaysTheNewValueAndMarksItPressed()
    {
        var chosen = "";
        var segments = Render<Segments<string>>(p =>
            p.Add(s => s.Label, "Which")
                .Add(s => s.Items, [("mine", "For me"), ("all", "All")])
                .Add(s => s.Value, "mine")
                .Add(s => s.ValueChanged, v => chosen = v)
        );

        segments.FindAll("button")[1].Click();

        Assert.Equal("all", chosen);
        Assert.Equal(["true", "false"], segments.FindAll("button").Select(b => b.GetAttribute("aria-pressed")));
    }

    [Fact]
    public void PageHead_NewRows_WaitBehindAChipUntilAskedFor()
    {
        var shown = false;
        var head = Render<PageHead>(p => p.Add(h => h.Title, "Approvals").Add(h => h.NewOnes, 2).Add(h => h.OnShowNew, () => shown = true));

        head.Find("button.newc").Click();

        Assert.Equal("2 new", head.Find("button.newc").TextContent);
        Assert.True(shown);
    }

    [Fact]
    public void ConditionList_EachLook_HasAWordForScreenReaders()
    {
        var list = Render<ConditionList>(p =>
            p.Add(l => l.Items, Enum.GetValues<ConditionLook>().Select(l => new ConditionLine(l, "It is so.")).ToList())
        );

        var words = list.FindAll("span.hid").Select(s => s.TextContent).ToList();
        Assert.Equal(Enum.GetValues<ConditionLook>().Length, words.Distinct().Count());
    }

    [Theory]
    [InlineData("Ida Lorne", "IL")]
    [InlineData("ann@example.org", "A")]
    [InlineData("", "?")]
    public void Avatar_Name_ShowsInitials(string name, string initials) =>
        Assert.Equal(initials, Render<Avatar>(p => p.Add(a => a.Name, name)).Find("span").TextContent);

    [Fact]
    public void EveryIcon_InIconPaths_DrawsItself() =>
        Assert.All(
            IconPaths.All,
            icon => Assert.Equal(icon.Value, Render<Icon>(p => p.Add(i => i.Name, icon.Key)).Find("path").GetAttribute("d"))
        );
}
