using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace JitPortal.Api;

/// <summary>The description of the API: OpenAPI for programs at <c>/openapi/v1.json</c>, a page for people at <c>/api</c>.</summary>
internal static class ApiReference
{
    public static void AddApiReference(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", ApiDescription.Apply);

    /// <summary>Open to all: it says what the program can do, not what this portal holds.</summary>
    public static void MapApiReference(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference(
                "/api",
                (options, http) =>
                {
                    // The page starts itself with an inline script: let in this one, by a number that is used once, and nothing from elsewhere.
                    var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
                    http.Response.Headers.ContentSecurityPolicy =
                        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'none'";
                    options
                        .WithTitle("JitPortal API")
                        .WithNonce(nonce)
                        .DisableDefaultFonts()
                        .DisableAgent()
                        .DisableMcp()
                        .DisableTelemetry()
                        .HideDeveloperTools()
                        .HideClientButton();
                }
            )
            .AllowAnonymous();
    }
}
