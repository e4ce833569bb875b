using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Api;

public sealed class SensitivityApiTests
{
    [Fact]
    public async Task Rules_ReadPutRefused_OverHttp()
    {
        await using var portal = PortalApp.Start();
        await portal.PersonAsync("olga@example.org", Role.Operator);
        await portal.PersonAsync("rita@example.org", Role.Requester);
        using var api = await portal.ApiAsync("olga@example.org");
        using var reader = await portal.ApiAsync("rita@example.org");

        var shipped = await api.GetFromJsonAsync<JsonElement>("/api/v1/sensitivity-rules");
        using var same = await api.PutAsJsonAsync("/api/v1/sensitivity-rules", shipped);
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        var now = await api.GetFromJsonAsync<JsonElement>("/api/v1/sensitivity-rules");
        Assert.Equal(shipped.GetProperty("rules").ToString(), now.GetProperty("rules").ToString());

        using var late = await api.PutAsJsonAsync("/api/v1/sensitivity-rules", shipped);
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        using var wrong = await api.PutAsJsonAsync(
            "/api/v1/sensitivity-rules",
            new { rules = new object?[] { new { name = "x", ports = new string?[] { null } }, null } }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var missing = await api.PutAsJsonAsync("/api/v1/sensitivity-rules", new { });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, missing.StatusCode);
        using var forbidden = await reader.PutAsJsonAsync("/api/v1/sensitivity-rules", shipped);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.NotNull((await reader.GetFromJsonAsync<JsonElement>("/api/v1/sensitivity-rules")).GetProperty("whyNot").GetString());
    }
}
