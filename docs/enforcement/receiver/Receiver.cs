using System.Text.Json;

namespace ReferenceReceiver;

/// <summary>
/// A receiver for JitPortal's webhook, complete but for the one line that does the real thing. Each rule it keeps is one that the
/// portal relies on.
/// </summary>
public static class Receiver
{
    private const int LongestBody = 64 * 1024;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="enforce">What to do; by default it is only printed.</param>
    /// <param name="inFront">Goes before everything, for tests.</param>
    public static WebApplication Build(
        string[] args,
        TimeProvider time,
        Action<string, Grant>? enforce = null,
        Action<WebApplication>? inFront = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(k => k.Limits.MaxRequestBodySize = LongestBody);
        var app = builder.Build();
        inFront?.Invoke(app);
        var signature = new Signature(app.Configuration["SecretFile"] ?? throw new InvalidOperationException("Give --SecretFile."), time);
        var grants = new Grants(
            app.Configuration["StateFile"] ?? throw new InvalidOperationException("Give --StateFile."),
            time,
            // Put here what opens and shuts your door: a firewall's API, a bastion, a cloud's security group. Throw when it did not work.
            enforce
                ?? ((what, grant) => Console.WriteLine($"{what} {grant.Id}: {grant.Source} to {grant.Service} until {grant.Deadline:O}"))
        );
        app.Lifetime.ApplicationStopped.Register(grants.Dispose);
        app.MapPost(
            "/",
            async (HttpRequest request) =>
            {
                var body = await BodyAsync(request);
                // Nothing is parsed before the signature holds.
                if (!signature.Holds(request.Headers, body))
                    return Results.Unauthorized();
                if (Read(body) is not { Type: "access.open" or "access.move" or "access.close" } message)
                    return Results.BadRequest("No message that is known here.");
                return grants.Apply(message.Type, message.Data) is { } no ? Results.UnprocessableEntity(no) : Results.NoContent();
            }
        );
        app.MapGet(
            "/grants",
            (HttpRequest request) =>
                signature.Holds(request.Headers, [])
                    ? Results.Json(
                        new
                        {
                            grants = grants
                                .Open()
                                .Select(g => new
                                {
                                    grant = g.Id,
                                    source = g.Source,
                                    service = g.Service,
                                    deadline = g.Deadline.UtcDateTime,
                                }),
                        }
                    )
                    : Results.Unauthorized()
        );
        return app;
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return body.ToArray();
    }

    private static Message? Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Message>(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
