using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace JitPortal.Api;

/// <summary>
/// The answer of a verb: a <typeparamref name="T"/> with status 200, or a problem. It says so to the description of the API by itself,
/// so that no endpoint can forget to.
/// </summary>
internal sealed class Answer<T>(IResult result) : IResult, IEndpointMetadataProvider
{
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => AnswerMetadata.Add<T>(builder, StatusCodes.Status200OK);

    public Task ExecuteAsync(HttpContext httpContext) => result.ExecuteAsync(httpContext);
}
