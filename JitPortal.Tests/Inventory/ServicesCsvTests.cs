using System.Text;
using JitPortal.Inventory;
using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Inventory;

public sealed class ServicesCsvTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\")")]
    [InlineData("+1+1")]
    [InlineData("@SUM(A1)")]
    public async Task Write_ProductThatIsAFormula_IsNoFormulaInTheFile(string product)
    {
        using var body = new MemoryStream();

        await ServicesCsv.WriteAsync(One(product), body, CancellationToken.None);

        var row = Encoding.UTF8.GetString(body.ToArray()).Split('\n')[1];
        Assert.DoesNotContain($",{product[0]}", row, StringComparison.Ordinal);
        Assert.DoesNotContain($",\"{product[0]}", row, StringComparison.Ordinal);
        Assert.Contains(product[1..4], row, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<ServiceLine> One(string product)
    {
        await Task.CompletedTask;
        yield return new ServiceLine(
            "10.0.0.1",
            [],
            80,
            TransportProtocol.Tcp,
            PortState.Open,
            "http",
            product,
            "1",
            Sensitivity.Low,
            [],
            null,
            "",
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            ["portal"],
            "main"
        );
    }
}
