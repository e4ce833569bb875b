using JitPortal.Components.Pages.Map;
using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Components.Pages.Map;

public sealed class ChangeTextTests
{
    [Fact]
    public void Of_EveryKind_HasASentenceOfItsOwn()
    {
        var words = Enum.GetNames<ChangeKind>().Select(k => ChangeText.Of(Change(k))).ToList();

        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(Enum.GetNames<ChangeKind>().Zip(words), p => Assert.DoesNotContain(p.First, p.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Of_PortOpened_NamesPortAndService() =>
        Assert.Equal("Port 9187/tcp seen open: http", ChangeText.Of(Change("ServiceOpened") with { Before = null, After = "http" }));

    private static ChangeView Change(string kind) => new(DateTimeOffset.UnixEpoch, kind, 9187, "tcp", "old", "new", new ScanId(Guid.Empty));
}
