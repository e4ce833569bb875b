using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>A list of services in JSON: an id may be written as the number that it is.</summary>
internal sealed class ServiceNamesJson : JsonConverter<string[]>
{
    public override string[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new UnreadableValue("“services” is a list.");
        List<string> names = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            names.Add(
                reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString()!,
                    JsonTokenType.Number when reader.TryGetInt64(out var id) => id.ToString(CultureInfo.InvariantCulture),
                    _ => throw new UnreadableValue("A service is an id or a text such as 10.0.0.5:5432/tcp."),
                }
            );
        }

        return [.. names];
    }

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value)
            writer.WriteStringValue(name);
        writer.WriteEndArray();
    }
}
