using System.Text.Json;
using System.Text.Json.Serialization;
using JitPortal.Policies;
using JitPortal.Policies.Model;

namespace JitPortal.Requests;

/// <summary>What a request was judged by, frozen in it.</summary>
internal sealed record PinnedFacts(IReadOnlyList<string> Groups, string? ManagerId, string? CameFrom, IReadOnlyList<ServiceFacts> Services)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    public string Write() => JsonSerializer.Serialize(this, Json);

    public static PinnedFacts Read(string json) => JsonSerializer.Deserialize<PinnedFacts>(json, Json)!;

    public static string Write(Verdict verdict) => JsonSerializer.Serialize(verdict, Json);

    public static Verdict ReadVerdict(string json) => JsonSerializer.Deserialize<Verdict>(json, Json)!;
}
