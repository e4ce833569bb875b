using System.Security.Cryptography;
using System.Text;
using JitPortal.Idempotency;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// Makes a verb with an <c>Idempotency-Key</c> happen once: the same key and call again get the first answer, also when the first caller
/// went away or the portal was killed before it answered.
/// Uploads are left out; importing the same file twice changes nothing by itself.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyStore store) : IEndpointFilter
{
    /// <summary>In characters.</summary>
    public const int LongestKey = 200;

    private const string Header = "Idempotency-Key";

    /// <summary>For a call that cuts access and whose key cannot be written down.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether a call takes part: it changes something, and its answer may be kept.</summary>
    public static bool Covers(string method, IEnumerable<object> metadata) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !metadata.OfType<NotRemembered>().Any();

    /// <summary>
    /// Before the endpoint binds anything: the body is read twice, for its fingerprint and for the verb; and once it is here whole the
    /// verb is carried out whether its caller waits for the answer or not.
    /// </summary>
    public static async Task PrepareAsync(HttpContext http, Func<Task> next)
    {
        if (
            http.Request.Headers.ContainsKey(Header)
            && http.GetEndpoint()?.Metadata is { } metadata
            && Covers(http.Request.Method, metadata)
        )
        {
            http.Request.EnableBuffering();
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            http.Request.Body.Position = 0;
            http.RequestAborted = CancellationToken.None;
        }

        await next();
    }

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0 || !Covers(http.Request.Method, http.GetEndpoint()?.Metadata ?? []))
            return await next(context);
        if (key.Length > LongestKey)
            return Respond.Problem(Refusal.Invalid("idempotency-key-long", "An Idempotency-Key has at most 200 characters."));
        var caller = ApiActor.Of(http);
        var userId = caller.Actor.UserId;
        if (await BeginAsync(http, caller.Actor, key) is not { } begun)
            return await next(context);
        if (!begun.Ok)
            return Respond.Problem(begun.Refusal!);
        if (begun.Value is { Changed: { } changed })
            return await LostAnswer.AgainAsync(http, caller, changed);
        if (begun.Value is { } known)
            return Results.Text(
                known.Body,
                known.Status < StatusCodes.Status400BadRequest ? "application/json" : ApiProblem.ContentType,
                Encoding.UTF8,
                known.Status
            );
        RunningCall.Begin(userId, key);
        try
        {
            return new Remembered(await next(context), store, userId, key);
        }
        catch
        {
            await store.EndAsync(userId, key, answer: null);
            throw;
        }
    }

    /// <summary>Null = nothing can be remembered now, and the call must not wait for that.</summary>
    private async Task<Outcome<IdempotentAnswer?>?> BeginAsync(HttpContext http, Actor caller, string key)
    {
        var fingerprint = await FingerprintAsync(http.Request, caller);
        if (http.GetEndpoint()?.Metadata.GetMetadata<CutsFirst>() is null)
            return await store.BeginAsync(caller.UserId, key, fingerprint, http.RequestAborted);
        var begun = store.BeginAsync(caller.UserId, key, fingerprint, http.RequestAborted, Patience);
        try
        {
            return await begun.WaitAsync(Patience, http.RequestAborted);
        }
        catch (Exception e) when (e is TimeoutException || Hosting.Outage.Is(e))
        {
            _ = ForgetAsync(begun, caller.UserId, key);
            return null;
        }
    }

    /// <summary>The key that was taken too late is given back; that it never could be taken is no matter of this call any more.</summary>
    private async Task ForgetAsync(Task<Outcome<IdempotentAnswer?>> late, string userId, string key)
    {
        try
        {
            if (await late is { Ok: true, Value: null })
                await store.EndAsync(userId, key, answer: null);
        }
        catch (Exception e) when (Hosting.Outage.Is(e) || e is OperationCanceledException) { }
    }

    /// <summary>NB. With the caller's scopes: an answer must not reach a narrower token of the same person.</summary>
    private static async Task<string> FingerprintAsync(HttpRequest request, Actor caller)
    {
        request.Body.Position = 0;
        var body = await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
        var scopes = caller.Scopes is { } all ? string.Join(' ', all.Order(StringComparer.Ordinal)) : "";
        var call = $"{request.Method} {request.Path}{request.QueryString} {Convert.ToHexStringLower(body)} {scopes}";
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
            IdempotentAnswer? given = null;
            try
            {
                await (answer as IResult ?? Results.Ok(answer)).ExecuteAsync(httpContext);
                // What the caller may not do is not remembered: a wider token, or a new role, may do it later with the same key.
                if (response.StatusCode is < 500 and not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
                    given = new IdempotentAnswer(response.StatusCode, Encoding.UTF8.GetString(copy.ToArray()));
            }
            finally
            {
                response.Body = wire;
                await store.EndAsync(userId, key, given);
            }

            copy.Position = 0;
            await copy.CopyToAsync(wire, httpContext.RequestAborted);
        }
    }
}

/// <summary>Marks a call that an Idempotency-Key does not cover: its answer is a secret, or its body a stream that changes nothing when it comes twice.</summary>
internal sealed class NotRemembered;

/// <summary>Marks a call that takes access away: it waits for no database, and may happen twice.</summary>
internal sealed class CutsFirst;
