using System.Net;
using System.Text.Json;

namespace JitPortal.Tests.Api;

/// <summary>An answer that is remembered by an Idempotency-Key reaches no token that could not have got it, and a "no" blocks nobody.</summary>
public sealed class RememberedAnswersTests
{
    [Fact]
    public async Task NarrowToken_GetsNoAnswerOfAWiderOne_AndItsRefusalDoesNotBlockIt()
    {
        await using var stage = await ApiFixture.SetAsync(null, "24760-24779");
        using var narrow = await stage.App.ApiAsync("ida@example.org", "inventory:read");
        narrow.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        stage.Requester.DefaultRequestHeaders.Add("Idempotency-Key", "one");
        var body = JsonSerializer.Serialize(
            new
            {
                services = new[] { stage.ServiceId },
                duration = "PT10S",
                reason = "nobody else's business",
            }
        );

        await ApiFixture.ExpectAsync(HttpStatusCode.Forbidden, narrow, "POST", "requests", body);
        await ApiFixture.ExpectAsync(HttpStatusCode.Created, stage.Requester, "POST", "requests", body);
        var answer = await ApiFixture.CallAsync(narrow, "POST", "requests", body);
        Assert.False(answer.Status is HttpStatusCode.Created, $"{answer.Status} {answer.Body}");
        Assert.DoesNotContain("nobody else", answer.Body.ToString(), StringComparison.Ordinal);
    }
}
