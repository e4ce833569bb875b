using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JitPortal.Shared;

namespace JitPortal.Journal.Model;

/// <summary>
/// One spelling per value: camelCase names in ordinal order, no white space, null left out, enums by name, durations as ISO 8601, identities
/// and endpoints as their text.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new JsonStringEnumConverter(),
            new AsText<GrantId>(id => id.ToString(), text => GrantId.Parse(text, null)),
            new AsText<RequestId>(id => id.ToString(), text => RequestId.Parse(text, null)),
            new AsText<Endpoint>(
                endpoint => endpoint.ToString(),
                text => Endpoint.TryParse(text, out var endpoint) ? endpoint : throw new JsonException($"“{text}” is no endpoint.")
            ),
            new AsText<TimeSpan>(DurationText.ToIso, System.Xml.XmlConvert.ToTimeSpan),
        },
    };

    public static string Write(object? value) => Sorted(JsonSerializer.SerializeToNode(value, Options))?.ToJsonString(Options) ?? "null";

    /// <summary>What <see cref="Write"/> wrote. Throws <see cref="JsonException"/> where the text is of something else.</summary>
    public static T Read<T>(string text) =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException($"There is no {typeof(T).Name} in it.");

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject o => new JsonObject(
                o.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))
            ),
            JsonArray a => new JsonArray([.. a.Select(Sorted)]),
            _ => node?.DeepClone(),
        };

    private sealed class AsText<T>(Func<T, string> write, Func<string, T> read) : JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString() ?? throw new JsonException());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
