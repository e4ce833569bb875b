using System.Globalization;
using System.Threading.RateLimiting;
using JitPortal.Identity;
using JitPortal.Shared;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary>How often one address (IPv6: one network of 64 bits) may try to log in, and call the API.</summary>
internal static class RateLimits
{
    /// <summary>A page that loads the map and a program that imports a scan stay far below.</summary>
    private const int ApiCallsPerSecond = 100;
    private const int ApiBurst = 500;

    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<RateLimiterOptions>()
            .Configure<IOptions<SignInSettings>>(
                (limiter, signIn) =>
                    limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                        Partition(context, signIn.Value.TriesPerMinute)
                    )
            );
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.OnRejected = async (rejected, ct) =>
            {
                var response = rejected.HttpContext.Response;
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
                response.Headers.RetryAfter = Math.Ceiling(Math.Max(1, wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                if (EdgeSetup.IsApi(rejected.HttpContext))
                    await ApiAnswers.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests);
                else
                    await response.WriteAsync("Too many tries from this address. Wait a minute, then go back and try again.", ct);
            };
        });
        return builder;
    }

    private static RateLimitPartition<string> Partition(HttpContext context, int tries)
    {
        var source = SourceNetwork.Of(context.Connection.RemoteIpAddress).ToString();
        if (EdgeSetup.IsApi(context))
        {
            return RateLimitPartition.GetTokenBucketLimiter(
                $"api {source}",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = ApiBurst,
                    TokensPerPeriod = ApiCallsPerSecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }
            );
        }

        return IsTry(context.Request)
            ? RateLimitPartition.GetSlidingWindowLimiter(
                $"account {source}",
                _ => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = tries,
                    Window = TimeSpan.FromMinutes(1),
                    SegmentsPerWindow = 6,
                }
            )
            : RateLimitPartition.GetNoLimiter("");
    }

    /// <summary>NB. Logging out tries nothing: nobody may be kept from it.</summary>
    private static bool IsTry(HttpRequest request)
    {
        var path = request.Path;
        return HttpMethods.IsPost(request.Method)
            && !path.StartsWithSegments("/account/logout", StringComparison.OrdinalIgnoreCase)
            && (
                path.StartsWithSegments("/account", StringComparison.OrdinalIgnoreCase)
                || path.StartsWithSegments("/setup", StringComparison.OrdinalIgnoreCase)
            );
    }
}
