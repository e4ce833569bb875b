using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace JitPortal.Api;

/// <summary>
/// The answer of a verb: a <typeparamref name="T"/> with status 200, or a problem. It says so to the description of the API by itself,
/// so that no endpoint can forget to.
/// </summary>
internal sealed class Answer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        AnswerMetadata.Add<T>(builder, StatusCodes.Status200OK);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}

/// <summary>An <see cref="Answer{T}"/> with status 202 and the place where to look how it goes on.</summary>
internal sealed class AcceptedAnswer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        AnswerMetadata.Add<T>(builder, StatusCodes.Status202Accepted);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}

/// <summary>An <see cref="Answer{T}"/> with status 201 and the place of what was made.</summary>
internal sealed class CreatedAnswer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        AnswerMetadata.Add<T>(builder, StatusCodes.Status201Created);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}
