using MudBlazor;

namespace JitPortal.Components;

/// <summary>
/// What MudBlazor's parts take from the portal's look. Colours are not here: <c>mud.css</c> points MudBlazor's palette variables at
/// <c>tokens.css</c>, so that light and dark switch in the browser alone and no colour is written twice.
/// </summary>
internal static class Theme
{
    private static readonly string[] Sans = ["-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "system-ui", "sans-serif"];

    public static MudTheme Portal { get; } =
        new()
        {
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", AppbarHeight = "56px" },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = Sans,
                    FontSize = "13px",
                    LineHeight = "20px",
                    LetterSpacing = "0",
                },
                H5 = new H5Typography
                {
                    FontFamily = Sans,
                    FontSize = "20px",
                    LineHeight = "28px",
                    FontWeight = "650",
                    LetterSpacing = "-.01em",
                },
                H6 = new H6Typography
                {
                    FontFamily = Sans,
                    FontSize = "16px",
                    LineHeight = "24px",
                    FontWeight = "650",
                    LetterSpacing = "0",
                },
                Subtitle1 = new Subtitle1Typography
                {
                    FontFamily = Sans,
                    FontSize = "13px",
                    LineHeight = "20px",
                    FontWeight = "600",
                    LetterSpacing = "0",
                },
                Subtitle2 = new Subtitle2Typography
                {
                    FontFamily = Sans,
                    FontSize = "12px",
                    LineHeight = "16px",
                    FontWeight = "600",
                    LetterSpacing = "0",
                },
                Body1 = new Body1Typography
                {
                    FontFamily = Sans,
                    FontSize = "13px",
                    LineHeight = "20px",
                    LetterSpacing = "0",
                },
                Body2 = new Body2Typography
                {
                    FontFamily = Sans,
                    FontSize = "12px",
                    LineHeight = "16px",
                    LetterSpacing = "0",
                },
                Caption = new CaptionTypography
                {
                    FontFamily = Sans,
                    FontSize = "12px",
                    LineHeight = "16px",
                    LetterSpacing = "0",
                },
                Button = new ButtonTypography
                {
                    FontFamily = Sans,
                    FontSize = "13px",
                    LineHeight = "20px",
                    FontWeight = "600",
                    LetterSpacing = "0",
                    TextTransform = "none",
                },
            },
        };
}
