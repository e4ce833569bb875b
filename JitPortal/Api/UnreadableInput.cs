using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.Api;

/// <summary>
/// Says in a sentence what of a call could not be read: which value, what it should be, where it stands. The framework knows it, but
/// tells it in names of types.
/// </summary>
internal static partial class UnreadableInput
{
    /// <param name="endpoint">The call that was meant; its parameters say what a query value may be.</param>
    public static Refusal Explain(BadHttpRequestException bad, Microsoft.AspNetCore.Http.Endpoint? endpoint)
    {
        if (bad.InnerException is JsonException json)
            return Body(json);
        if (Unbound().Match(bad.Message) is { Success: true } unbound)
            return Parameter(unbound.Groups["name"].Value, unbound.Groups["value"].Value, endpoint);
        if (Missing().Match(bad.Message) is { Success: true } missing && missing.Groups["where"].Value is "query string" or "route")
            return Refusal.Invalid(
                "value-missing",
                $"The call needs a value for “{missing.Groups["name"].Value}”.",
                new Problem(missing.Groups["name"].Value, "Give a value.")
            );
        return
            bad.Message.Contains("body", StringComparison.OrdinalIgnoreCase)
            && !bad.Message.Contains("end of request", StringComparison.OrdinalIgnoreCase)
            ? Refusal.Invalid(
                "body-missing",
                "This call needs a body in JSON; see /api for its fields.",
                new Problem("body", "Send a JSON object.")
            )
            : Refusal.Invalid("unreadable", "The call could not be read to its end. Send it again.");
    }

    private static Refusal Body(JsonException json)
    {
        var (line, column) = ((int?)json.LineNumber + 1 ?? 1, (int?)json.BytePositionInLine + 1 ?? 1);
        var field = string.IsNullOrEmpty(json.Path) || json.Path == "$" ? "body" : TypedText.Quoted(json.Path.TrimStart('$', '.'));
        var wanted = json is UnreadableValue own
            ? own.Message
            : HalfCharacter(json.InnerException?.Message) ?? Wanted(json.InnerException?.Message ?? "") ?? Wanted(json.Message);
        return wanted is null
            ? Refusal.Invalid(
                "unreadable-json",
                $"The body is not JSON: line {line}, column {column}.",
                new Problem("body", "From here on it is not JSON.", line, column)
            )
            : Refusal.Invalid(
                "unreadable-json",
                $"“{field}” cannot be read (line {line}, column {column}): {wanted}",
                new Problem(field, wanted, line, column)
            );
    }

    private static string? HalfCharacter(string? message) =>
        message?.Contains("UTF-16", StringComparison.Ordinal) == true || message?.Contains("surrogate", StringComparison.Ordinal) == true
            ? @"The text has half a character (one of \ud800 to \udfff alone); write it whole."
            : null;

    /// <summary>What a value of the wrong JSON type should have been; null when the text is no JSON at all.</summary>
    private static string? Wanted(string message) =>
        Converted().Match(message) is not { Success: true } wrong
            ? null
            : wrong.Groups["type"].Value switch
            {
                "System.String" or "string" => "Write a text in quotes.",
                "System.Int32" or "System.Int64" or "number" => "Write a whole number without quotes.",
                "System.Boolean" or "boolean" => "Write true or false without quotes.",
                var list when list.Contains("List", StringComparison.Ordinal) || list.EndsWith("[]", StringComparison.Ordinal) =>
                    "Write a list: [ ... ].",
                _ => "Write an object: { ... }; see /api for its fields.",
            };

    private static Refusal Parameter(string name, string value, Microsoft.AspNetCore.Http.Endpoint? endpoint)
    {
        var type = TypeOf(name, endpoint);
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Choices<>))
            return (Refusal)UnknownChoice.MakeGenericMethod(type.GenericTypeArguments).Invoke(null, [name, value])!;
        var wanted = type switch
        {
            _ when type == typeof(bool) => "write true or false.",
            _ when type == typeof(int) || type == typeof(long) => "write a whole number.",
            _ when type == typeof(DateTimeOffset) => "write a time with its zone, such as 2026-11-22T15:00:00Z.",
            _ => "see /api for what it may be.",
        };
        var sentence = $"“{TypedText.Quoted(value)}” cannot be read as {name}; {wanted}";
        return Refusal.Invalid("unreadable", sentence, new Problem(name, sentence));
    }

    /// <summary>The parameter's own type, or that of the property of a query record.</summary>
    private static Type? TypeOf(string name, Microsoft.AspNetCore.Http.Endpoint? endpoint)
    {
        var parameters = endpoint?.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var type =
            parameters.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))?.ParameterType
            ?? parameters
                .Where(p => p.IsDefined(typeof(AsParametersAttribute)))
                .SelectMany(p => p.ParameterType.GetProperties())
                .FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase))
                ?.PropertyType;
        return type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
    }

    private static MethodInfo UnknownChoice { get; } =
        typeof(ChoiceText)
            .GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Single(m => m is { Name: nameof(ChoiceText.Unknown), IsGenericMethod: true });

    [GeneratedRegex(
        """^Failed to bind parameter "[^"]* (?<name>\w+)" from "(?<value>.*)"\.$""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Unbound();

    [GeneratedRegex(
        """^Required parameter "[^"]* (?<name>\w+)" was not provided from (?<where>[\w ]+)\.$""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Missing();

    [GeneratedRegex(
        """(could not be converted to (System\.Nullable`1\[)?|of a token type '\w+' as an? )(?<type>[\w.`+]+\w(\[\])?)""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Converted();
}
