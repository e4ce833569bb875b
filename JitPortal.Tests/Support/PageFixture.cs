using Bunit;
using JitPortal.Components;
using JitPortal.Components.Pages.Requests;
using JitPortal.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace JitPortal.Tests.Support;

/// <summary>Pages rendered without a browser, over the real services of a <see cref="StoreFixture"/>.</summary>
internal sealed class PageFixture : IAsyncDisposable
{
    private readonly BunitContext _context = new();

    private PageFixture(StoreFixture store) => Store = store;

    public StoreFixture Store { get; }

    public LiveBus Bus => Store.Get<LiveBus>();

    public IServiceProvider Services => _context.Services;

    public static async Task<PageFixture> CreateAsync(string person, Action<WebApplicationBuilder>? more = null, params string[] roles)
    {
        var screen = new PageFixture(await StoreFixture.CreateAsync(more));
        var context = screen._context;
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context
            .AddAuthorization()
            .SetAuthorized(person)
            .SetRoles(roles)
            .SetClaims(new System.Security.Claims.Claim(System.Security.Claims.ClaimTypes.NameIdentifier, person));
        context.Services.AddMudServices();
        context
            .Services.AddSingleton<TimeProvider>(screen.Store.Clock)
            .AddScoped<CircuitSource>()
            .AddScoped<CurrentActor>()
            .AddScoped<RequestToast>()
            .AddScoped<UnsentDrafts>();
        context.Services.AddFallbackServiceProvider(screen.Store.Services);
        return screen;
    }

    /// <summary>Opens a page the way a link does; its parameters come from the address.</summary>
    public IRenderedComponent<TPage> Open<TPage>(string address)
        where TPage : IComponent
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _context.Render<TPage>();
    }

    public IRenderedComponent<TPart> Show<TPart>(Action<ComponentParameterCollectionBuilder<TPart>>? parameters = null)
        where TPart : IComponent => _context.Render(parameters);

    /// <summary>From now on nothing is shown where that part would be.</summary>
    public void Stub<TPart>()
        where TPart : IComponent => _context.ComponentFactories.AddStub<TPart>();

    /// <summary>Everybody leaves.</summary>
    public Task LeaveAsync() => _context.DisposeComponentsAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Store.DisposeAsync();
    }
}
