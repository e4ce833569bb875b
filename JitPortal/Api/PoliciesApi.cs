using JitPortal.Policies;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>Policy as code.</summary>
internal static class PoliciesApi
{
    private const int LargestBook = 1024 * 1024;

    public static void MapPolicies(this RouteGroupBuilder api)
    {
        var policies = api.MapGroup("/policies").WithTags("Policies");
        policies
            .MapGet(
                "",
                async (ApiActor caller, PolicySets books, CancellationToken ct) => Respond.With(await books.CurrentAsync(caller.Actor, ct))
            )
            .WithSummary("The policy in force, with its YAML");
        policies
            .MapGet(
                "/versions",
                async (ApiActor caller, PolicySets books, string? after, CancellationToken ct) =>
                    Respond.With(await books.VersionsAsync(caller.Actor, after, ct))
            )
            .WithSummary("The saved versions, the newest first");
        policies
            .MapGet(
                "/versions/{number:int}",
                async (ApiActor caller, PolicySets books, int number, CancellationToken ct) =>
                    Respond.With(await books.VersionAsync(caller.Actor, number, ct))
            )
            .WithSummary("One saved version, as it was");
        policies
            .MapPut(
                "",
                async (ApiActor caller, PolicySets books, HttpRequest request, CancellationToken ct) =>
                {
                    var yaml = await BodyAsync(request, ct);
                    return Respond.With(yaml.Ok ? await books.SaveAsync(caller.Actor, yaml.Value, ct) : yaml.Refusal);
                }
            )
            .WithSummary("Save a new version, as YAML or JSON")
            .Accepts<string>("application/yaml", "text/yaml", "application/json");
        policies
            .MapPost(
                "/validate",
                async (ApiActor caller, PolicySets books, HttpRequest request, CancellationToken ct) =>
                {
                    var yaml = await BodyAsync(request, ct);
                    return Respond.With(yaml.Ok ? await books.ValidateAsync(caller.Actor, yaml.Value, ct) : yaml.Refusal);
                }
            )
            .WithSummary("Every problem of a policy, with line and column")
            .Accepts<string>("application/yaml", "text/yaml", "application/json");
    }

    /// <summary>JSON is YAML, so one reader takes both.</summary>
    private static async Task<Outcome<string>> BodyAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > LargestBook)
            return Refusal.Invalid("policy-large", "A policy has at most 1 MB.");
        using var reader = new StreamReader(request.Body);
        var buffer = new char[LargestBook + 1];
        var read = await reader.ReadBlockAsync(buffer, ct);
        return read > LargestBook ? Refusal.Invalid("policy-large", "A policy has at most 1 MB.") : new string(buffer, 0, read);
    }
}
