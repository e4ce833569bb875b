using System.Security.Cryptography;
using System.Text;
using JitPortal.Enforcement.Ssh;
using JitPortal.Shared;
using Microsoft.Net.Http.Headers;

namespace JitPortal.Api;

/// <summary>
/// What hosts fetch to know whose SSH certificates to take and which to refuse. For everybody: it holds public keys and serial numbers
/// only, and a host that could not log in could not refuse either.
/// </summary>
internal static class SshApi
{
    /// <summary>How long a host that asks with <c>wait</c> is kept; below what proxies on the way allow.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    public static void MapSsh(this WebApplication app)
    {
        var ssh = app.MapGroup("/ssh").AllowAnonymous().ExcludeFromDescription();
        ssh.MapGet("/ca", (HttpContext http, SshAuthorities authorities, CancellationToken ct) => KeysAsync(http, authorities, null, ct));
        ssh.MapGet(
            "/{point}/ca",
            (HttpContext http, SshAuthorities authorities, string point, CancellationToken ct) => KeysAsync(http, authorities, point, ct)
        );
        ssh.MapGet("/krl", (HttpContext http, SshAuthorities authorities, CancellationToken ct) => ListAsync(http, authorities, null, ct));
        ssh.MapGet(
            "/{point}/krl",
            (HttpContext http, SshAuthorities authorities, string point, CancellationToken ct) => ListAsync(http, authorities, point, ct)
        );
    }

    private static async Task<IResult> KeysAsync(HttpContext http, SshAuthorities authorities, string? point, CancellationToken ct) =>
        Answer(
            http,
            (await authorities.KeysAsync(point, ct)).Map(keys => Encoding.ASCII.GetBytes(string.Concat(keys.Select(k => k + "\n")))),
            "text/plain"
        );

    private static async Task<IResult> ListAsync(HttpContext http, SshAuthorities authorities, string? point, CancellationToken ct)
    {
        var list = await authorities.RevocationListAsync(point, ct);
        if (
            list.Ok
            && http.Request.Query.ContainsKey("wait")
            && http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(TagOf(list.Value), useStrongComparison: true))
        )
        {
            // A portal that stops must not wait for those who wait.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                ct,
                http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
            );
            list = await authorities.NextRevocationListAsync(point, list.Value, LongestWait, either.Token);
        }

        return Answer(http, list, "application/octet-stream");
    }

    private static IResult Answer(HttpContext http, Outcome<byte[]> bytes, string type)
    {
        if (!bytes.Ok)
            return Respond.Problem(bytes.Refusal);
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(bytes.Value, type, entityTag: TagOf(bytes.Value));
    }

    private static EntityTagHeaderValue TagOf(byte[] bytes) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"");
}
