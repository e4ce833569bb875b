using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace JitPortal.Api;

/// <summary>An <see cref="Answer{T}"/> with status 201 and the place of what was made.</summary>
internal sealed class CreatedAnswer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => AnswerMetadata.Add<T>(builder, StatusCodes.Status201Created);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}
