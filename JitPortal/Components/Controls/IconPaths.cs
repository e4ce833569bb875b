using System.Collections.Frozen;

namespace JitPortal.Components.Controls;

/// <summary>The portal's icons: strokes on a 24 x 24 grid, round ends, drawn in the colour of the text around them.</summary>
internal static class IconPaths
{
    private const string Round = "M3 12a9 9 0 1 0 18 0a9 9 0 1 0 -18 0";

    public static FrozenDictionary<string, string> All { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["alert"] = "M12 4l9 16H3zM12 10v4M12 17v.01",
            ["back"] = "M15 6l-6 6 6 6",
            ["bell"] = "M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4",
            ["book"] = "M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6",
            ["bypass"] = "M4 18h5c6 0 2-12 8-12h3M17 3l3 3-3 3",
            ["calendar"] = "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
            ["check"] = Round + "M8 12l3 3 5-6",
            ["clock"] = Round + "M12 7v5l3 2",
            ["close"] = "M6 6l12 12M18 6L6 18",
            ["copy"] = "M9 9h11v11H9zM5 15H4V4h11v1",
            ["cross"] = Round + "M9 9l6 6M15 9l-6 6",
            ["dash"] = Round + "M8 12h8",
            ["down"] = "M6 9l6 6 6-6",
            ["download"] = "M12 4v11M7 11l5 5 5-5M4 20h16",
            ["filter"] = "M4 6h16M7 12h10M10 18h4",
            ["forward"] = "M9 6l6 6-6 6",
            ["inbox"] = "M4 13l3-8h10l3 8v6H4zM4 13h5a3 3 0 0 0 6 0h5",
            ["info"] = Round + "M12 11v5M12 8v.01",
            ["key"] = "M4 15a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M11 12l9-9M16 7l3 3",
            ["list"] = "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01",
            ["map"] = "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
            ["moon"] = "M20 14A8 8 0 1 1 10 4a6.500 6.500 0 0 0 10 10z",
            ["more"] = "M5 12v.01M12 12v.01M19 12v.01",
            ["page"] = "M6 3h9l4 4v14H6zM9 12h7M9 16h5",
            ["people"] = "M5 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M2 21a7 7 0 0 1 14 0M15 4.500a4 4 0 0 1 0 7M18 14.500a7 7 0 0 1 4 6.500",
            ["person"] = "M8 8a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M4 21a8 8 0 0 1 16 0",
            ["play"] = "M8 5l11 7-11 7z",
            ["plug"] = "M9 3v5M15 3v5M6 8h12v4a6 6 0 0 1-12 0zM12 18v3",
            ["plus"] = "M12 5v14M5 12h14",
            ["minus"] = "M5 12h14",
            ["fit"] = "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
            ["screen"] = "M3 5h18v11H3zM9 20h6M12 16v4",
            ["scan"] = Round + "M8 12a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M12 12l6-6",
            ["search"] = "M5 11a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M16 16l4 4",
            ["shield"] = "M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6zM12 8v5M12 16v.01",
            ["stop"] = "M6 6h12v12H6z",
            ["table"] = "M4 5h16v14H4zM4 10h16M10 10v9",
            ["timer"] = "M4 13a8 8 0 1 0 16 0a8 8 0 1 0 -16 0M12 9v4l3 2M9 2h6",
            ["trash"] = "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
            ["up"] = "M6 15l6-6 6 6",
            ["upload"] = "M12 16V5M7 9l5-5 5 5M4 20h16",
            ["zoomin"] = "M5 11a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M16 16l4 4M8.500 11h5M11 8.500v5",
            ["zoomout"] = "M5 11a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M16 16l4 4M8.500 11h5",
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
