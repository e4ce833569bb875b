using JitPortal.Data;
using JitPortal.Identity.Model;
using JitPortal.Settings;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Identity;

internal static class IdentityRegistration
{
    /// <summary>People, roles, groups, tokens, and ASP.NET Core Identity behind them.</summary>
    public static WebApplicationBuilder AddIdentity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services
            .AddSingleton<IAuthority, Authority>()
            .AddSingleton<TokenUses>()
            .AddSingleton<TokenCheck>()
            .AddSingleton<ApiTokens>()
            .AddSingleton<PeopleDirectory>();
        services.AddHostedService(s => s.GetRequiredService<TokenUses>());
        services.AddSingleton<FirstSetup>().AddSingleton<SessionCheck>().AddSingleton<SessionCache>().AddSingleton<Freshness>();
        services
            .AddSingleton<Tries>()
            .AddSingleton<LinkTries>()
            .AddSingleton<SpentCodes>()
            .AddSingleton<Devices>()
            .AddSingleton<OwnSessions>();
        services
            .AddSingleton<PersonalNotices>()
            .AddSingleton<SecondFactorNeed>()
            .AddSingleton<SecondFactorSecrets>()
            .AddSingleton<OldSecondFactors>();
        services.AddHostedService(s => s.GetRequiredService<SessionCache>());
        services.AddSingleton<LogOuts>().AddHostedService(s => s.GetRequiredService<LogOuts>());
        builder.AddSettings<IdentitySettings>();
        services.AddScoped<Confirmations>();
        services.AddScoped<Accounts>().AddScoped<PersonCreation>().AddScoped<People>().AddScoped<Invitations>();
        services.AddScoped<SignIns>().AddScoped<OwnWrite>().AddScoped<OwnAccount>().AddScoped<OwnPasskeys>().AddScoped<OwnSecondFactor>();
        services.AddHttpContextAccessor();
        services
            .AddIdentityCore<User>(Harden)
            .AddPasswordValidator<PasswordPolicy>()
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<PortalDb>()
            .AddUserStore<PortalUserStore>()
            .AddSignInManager<PortalSignIn>()
            .AddClaimsPrincipalFactory<PortalClaims>()
            .AddDefaultTokenProviders();
        // OWASP's password storage advice for PBKDF2 with HMAC-SHA-512, 2023.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        return builder;
    }

    private static void Harden(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.User.AllowedUserNameCharacters = "";
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        // PasswordPolicy asks for length in a sentence of its own; these would ask again in other words.
        options.Password = new PasswordOptions
        {
            RequiredLength = 1,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };
    }
}
