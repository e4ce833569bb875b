using JitPortal.Components.Account;
using JitPortal.Components.Pages.Requests;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using MudBlazor.Services;

namespace JitPortal.Components;

/// <summary>Everything a browser sees: Blazor over SignalR, MudBlazor, the portal's own scripts and styles.</summary>
internal static class ScreenSetup
{
    public static WebApplicationBuilder AddScreens(this WebApplicationBuilder builder)
    {
        // Without it a program started from its build folder would find no style sheet.
        builder.WebHost.UseStaticWebAssets();
        // Run from its build and not from what was published, ASP.NET Core takes each file for one that may have been edited since, and
        // sends it anew and uncompressed (613 KB of MudBlazor's styles). Who edits (./dev watch) says so.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddMudServices(options =>
        {
            options.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter;
            options.SnackbarConfiguration.VisibleStateDuration = 6000;
            options.SnackbarConfiguration.ShowTransitionDuration = 100;
            options.SnackbarConfiguration.HideTransitionDuration = 150;
            options.SnackbarConfiguration.PreventDuplicates = false;
        });
        builder.Services.AddScoped<CircuitSource>().AddScoped<CurrentActor>().AddScoped<RequestToast>().AddScoped<UnsentDrafts>();
        builder.Services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        return builder;
    }

    public static WebApplication MapScreens(this WebApplication app)
    {
        app.UseAntiforgery();
        // Styles and scripts hold no data, and the log-in page needs them.
        app.MapStaticAssets().AllowAnonymous();
        // The whole policy, frame-ancestors included, is written in one place: Edge/SecurityHeaders.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }
}
