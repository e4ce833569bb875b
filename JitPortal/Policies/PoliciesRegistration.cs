namespace JitPortal.Policies;

internal static class PoliciesRegistration
{
    /// <summary>The policy book. Evaluating it needs no service: it is a pure function.</summary>
    public static WebApplicationBuilder AddPolicies(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<PolicyCache>()
            .AddSingleton<PolicyInstall>()
            .AddHostedService(s => s.GetRequiredService<PolicyInstall>())
            .AddSingleton<PolicySets>();
        return builder;
    }
}
