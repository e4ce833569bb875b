using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>How the API spells values: camelCase, enums by name, times as UTC with a Z, durations as ISO 8601.</summary>
internal static class ApiJson
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new EnumNames());
        options.Converters.Add(new Duration());
        options.Converters.Add(new UtcTime());
        options.Converters.Add(new Id<RequestId>());
        options.Converters.Add(new Id<GrantId>());
        options.Converters.Add(new Id<ScanId>());
    }

    /// <summary>Enumerations by name, without case; an unknown one is told what there is.</summary>
    private sealed class EnumNames : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(EnumName<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class EnumName<T> : JsonConverter<T>
        where T : struct, Enum
    {
        /// <summary>Values that are several flags at once have no name of their own.</summary>
        private readonly JsonConverter<T> _inner =
            (JsonConverter<T>)
                new JsonStringEnumConverter(allowIntegerValues: false).CreateConverter(typeof(T), JsonSerializerOptions.Default)!;

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ChoiceText.TryParse<T>(reader.GetString(), out T value)
                ? value
                : throw new UnreadableValue($"Write one of {string.Join(", ", Enum.GetNames<T>())}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => _inner.Write(writer, value, options);
    }

    private sealed class Duration : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && DurationText.TryParse(reader.GetString(), out var duration)
                ? duration
                : throw new UnreadableValue(DurationText.WhyNot(reader.TokenType == JsonTokenType.String ? reader.GetString() : null));

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(DurationText.ToIso(value));
    }

    private sealed class UtcTime : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
                ? time.ToUniversalTime()
                : throw new UnreadableValue("A time is written as ISO 8601 with its zone, such as 2026-11-22T15:00:00Z.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }

    private sealed class Id<T> : JsonConverter<T>
        where T : struct, IParsable<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && T.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var id)
                ? id
                : throw new UnreadableValue("This is not an id; an id has 32 hex digits.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
