using System.Globalization;
using System.Text.Json.Nodes;
using JitPortal.Requests;
using JitPortal.Shared;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JitPortal.Api;

/// <summary>Completes the OpenAPI document, so that a client can be made from it: who may call, what comes back, how values are written.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";

    public static void Apply(OpenApiOptions options)
    {
        // NB. Most makers of clients read 3.0; what 3.1 adds is not needed here.
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_0;
        options.ShouldInclude = call => call.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                Head(document);
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(OperationAsync);
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                Schema(schema, context.JsonTypeInfo.Type, context.JsonPropertyInfo?.DeclaringType);
                // The exporter says nothing of items that have a converter of their own.
                if (
                    schema.Type?.HasFlag(JsonSchemaType.Array) == true
                    && schema.Items is null
                    && context.JsonTypeInfo.ElementType is { } element
                )
                    schema.Items = Schema(new OpenApiSchema(), element, null);
                return Task.CompletedTask;
            }
        );
    }

    private static void Head(OpenApiDocument document)
    {
        document.Info.Title = "JitPortal";
        document.Info.Version = "1";
        document.Info.Description =
            "Just-in-time access to what a scan found. Errors are problem details with a stable code; lists take after and limit and answer items and next.";
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                Description = "A token of a person, made on the account page or by “token create”.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
    }

    private static async Task OperationAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var call = context.Description;
        var method = call.HttpMethod ?? HttpMethods.Get;
        var changes = !HttpMethods.IsGet(method);
        operation.OperationId = IdOf(method, call.RelativePath ?? "");
        var metadata = call.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<StreamedBody>().FirstOrDefault() is { } body)
            operation.RequestBody = Streamed(body);
        foreach (
            var (parameter, described) in (operation.Parameters ?? [])
                .OfType<OpenApiParameter>()
                .Join(call.ParameterDescriptions, p => p.Name, d => d.Name, (p, d) => (p, d))
        )
            await ParameterAsync(parameter, described.Type, context, ct);
        if (changes && IdempotencyFilter.Covers(method, metadata))
            (operation.Parameters ??= []).Add(IdempotencyKey());
        List<int> not = [];
        if (!changes)
            not.AddRange([StatusCodes.Status409Conflict, StatusCodes.Status503ServiceUnavailable]);
        if (operation.RequestBody is null)
            not.AddRange([StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType]);
        if (call.RelativePath?.Contains('{', StringComparison.Ordinal) != true)
            not.Add(StatusCodes.Status404NotFound);
        foreach (var status in not)
            operation.Responses?.Remove(status.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The path in words, <c>POST /requests/{id}/approve</c> = <c>postRequestsByIdApprove</c>: it stays as long as the path does.</summary>
    private static string IdOf(string method, string path)
    {
        var words = path["api/v1/".Length..]
            .Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.StartsWith('{') ? $"By-{part.Trim('{', '}').Split(':')[0]}" : part)
            .SelectMany(part => part.Split('-'));
        return method.ToLowerInvariant() + string.Concat(words.Select(w => $"{char.ToUpperInvariant(w[0])}{w[1..]}"));
    }

    private static OpenApiRequestBody Streamed(StreamedBody body) =>
        new()
        {
            Required = true,
            Content = body.ContentTypes.ToDictionary(
                t => t,
                _ => new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                },
                StringComparer.Ordinal
            ),
        };

    private static OpenApiParameter IdempotencyKey() =>
        new()
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Description =
                "At most 200 characters, new for each call. The same call with the same key happens once within a day and gets the first answer again.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = IdempotencyFilter.LongestKey },
        };

    private static async Task ParameterAsync(
        OpenApiParameter parameter,
        Type? type,
        OpenApiOperationTransformerContext context,
        CancellationToken ct
    )
    {
        if (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Choices<>) && context.Document is { } document)
        {
            var choice = type.GenericTypeArguments[0];
            document.AddComponent(choice.Name, await context.GetOrCreateSchemaAsync(choice, null, ct));
            parameter.Description = "Any number of them, also joined by commas.";
            parameter.Style = ParameterStyle.Form;
            parameter.Explode = true;
            parameter.Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchemaReference(choice.Name, document) };
        }
        else if (IsId(type) && parameter.Schema is OpenApiSchema id)
        {
            Id(id);
        }

        if (parameter is { Name: "limit", Schema: OpenApiSchema limit })
            limit.Minimum = "1";
    }

    private static OpenApiSchema Schema(OpenApiSchema schema, Type given, Type? declaring)
    {
        var type = Nullable.GetUnderlyingType(given) ?? given;
        var text = given == type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        // Enumerations and ids are components that many properties share; a property that may be null says so beside its reference.
        if (type.IsEnum)
        {
            (schema.Type, schema.Enum) = (JsonSchemaType.String, [.. Enum.GetNames(type).Select(n => (JsonNode)n)]);
        }
        else if (type == typeof(TimeSpan))
        {
            (schema.Type, schema.Format, schema.Pattern, schema.Examples) = (text, "duration", null, ["PT30M"]);
        }
        else if (type == typeof(DateTimeOffset))
        {
            (schema.Type, schema.Format, schema.Examples) = (text, "date-time", ["2026-11-22T15:00:00Z"]);
        }
        else if (IsId(type))
        {
            Id(schema);
        }
        else if (type == typeof(string[]) && declaring == typeof(Ask))
        {
            schema.Type = JsonSchemaType.Array;
            schema.Items = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "A service's id, or address:port/protocol.",
                Examples = ["10.0.0.5:5432/tcp"],
            };
        }
        else if (type == typeof(Ask))
        {
            schema.Examples =
            [
                JsonNode.Parse(
                    """{ "services": ["10.0.0.5:5432/tcp"], "duration": "PT30M", "reason": "Restore of the backup", "ticket": "OPS-123" }"""
                )!,
            ];
        }

        return schema;
    }

    private static bool IsId(Type? type) => type == typeof(RequestId) || type == typeof(GrantId) || type == typeof(ScanId);

    private static void Id(OpenApiSchema schema) =>
        (schema.Type, schema.Format, schema.Pattern, schema.Examples) = (
            JsonSchemaType.String,
            null,
            "^[0-9a-f]{32}$",
            ["019aa2f0c1d47f3e9d0f6b7a5c4e3d21"]
        );
}
