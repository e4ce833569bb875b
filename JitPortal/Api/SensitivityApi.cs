using JitPortal.Inventory;

namespace JitPortal.Api;

/// <summary>The rules that say how sensitive services are.</summary>
internal static class SensitivityApi
{
    public static void MapSensitivity(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/sensitivity-rules").WithTags("Sensitivity rules");
        rules
            .MapGet(
                "",
                async (ApiActor caller, SensitivityService book, CancellationToken ct) =>
                    Respond.With(await book.ListAsync(caller.Actor, ct))
            )
            .WithSummary("All rules in their order, with the version of the list");
        rules
            .MapPut(
                "",
                async (ApiActor caller, SensitivityService book, SensitivityRulesBody body, CancellationToken ct) =>
                {
                    var given = body.ToRules();
                    return Respond.With(given.Ok ? await book.SaveAsync(caller.Actor, given.Value, body.Version, ct) : given.Refusal);
                }
            )
            .WithSummary(
                "Put these rules in the place of all others and classify every service anew, in the background where it takes longer (`finished` is false then); with the version that you read, nobody else's change is lost"
            );
    }
}
