using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace JitPortal.Api;

/// <summary>An <see cref="Answer{T}"/> with status 202 and the place where to look how it goes on.</summary>
internal sealed class AcceptedAnswer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => AnswerMetadata.Add<T>(builder, StatusCodes.Status202Accepted);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}
