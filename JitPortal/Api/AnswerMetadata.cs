using System.Net.Mime;

namespace JitPortal.Api;

/// <summary>What an answer tells the description of the API.</summary>
internal static class AnswerMetadata
{
    public static void Add<T>(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(T), [MediaTypeNames.Application.Json]));
}
