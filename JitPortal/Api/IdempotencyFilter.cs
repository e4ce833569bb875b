using System.Security.Cryptography;
using System.Text;
using JitPortal.Idempotency;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// Makes a verb with an <c>Idempotency-Key</c> happen once: the same key and call again get the first answer.
/// Uploads are left out; importing the same file twice changes nothing by itself.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyStore store) : IEndpointFilter
{
    /// <summary>In characters.</summary>
    public const int LongestKey = 200;

    /// <summary>Whether a call takes part: it changes something, and its answer may be kept.</summary>
    public static bool Covers(string method, IEnumerable<object> metadata) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !metadata.OfType<NotRemembered>().Any();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0 || !Covers(http.Request.Method, http.GetEndpoint()?.Metadata ?? []))
            return await next(context);
        if (key.Length > LongestKey)
            return Respond.Problem(Refusal.Invalid("idempotency-key-long", "An Idempotency-Key has at most 200 characters."));
        var userId = ApiActor.Of(http).Actor.UserId;
        var begun = await store.BeginAsync(userId, key, await FingerprintAsync(http.Request), http.RequestAborted);
        if (!begun.Ok)
            return Respond.Problem(begun.Refusal!);
        if (begun.Value is { } known)
            return Results.Text(known.Body, known.Status < StatusCodes.Status400BadRequest ? "application/json" : ApiProblem.ContentType, Encoding.UTF8, known.Status);
        return new Remembered(await next(context), store, userId, key);
    }

    private static async Task<string> FingerprintAsync(HttpRequest request)
    {
        request.Body.Position = 0;
        var body = await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
        var call = $"{request.Method} {request.Path}{request.QueryString} {Convert.ToHexStringLower(body)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call)));
    }

    /// <summary>Writes the answer out and keeps a copy of it.</summary>
    private sealed class Remembered(object? answer, IdempotencyStore store, string userId, string key) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var wire = response.Body;
            using var copy = new MemoryStream();
            response.Body = copy;
            try
            {
                await (answer as IResult ?? Results.Ok(answer)).ExecuteAsync(httpContext);
                if (response.StatusCode < 500)
                    await store.FinishAsync(userId, key, new IdempotentAnswer(response.StatusCode, Encoding.UTF8.GetString(copy.ToArray())));
                else
                    await store.ForgetAsync(userId, key);
            }
            catch
            {
                await store.ForgetAsync(userId, key);
                throw;
            }
            finally
            {
                response.Body = wire;
            }

            copy.Position = 0;
            await copy.CopyToAsync(wire, httpContext.RequestAborted);
        }
    }
}
