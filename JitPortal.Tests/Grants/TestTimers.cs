using JitPortal.Data;
using Microsoft.AspNetCore.Builder;

namespace JitPortal.Tests.Grants;

internal static class TestTimers
{
    /// <summary>The real Quartz on its real file; nothing rings unless the test starts it.</summary>
    public static WebApplicationBuilder AddTimersForTests(this WebApplicationBuilder builder) => builder.AddTimers();
}
