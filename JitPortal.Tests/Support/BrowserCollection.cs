namespace JitPortal.Tests.Support;

/// <summary>Tests that share one Chromium and run one after the other: <c>[Collection(BrowserCollection.Name)]</c>.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<Browser>
{
    public const string Name = "browser";
}
