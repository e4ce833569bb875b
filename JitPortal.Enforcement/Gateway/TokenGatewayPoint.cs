using JitPortal.Enforcement.Gateway.OnePort;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;
using Microsoft.Extensions.Options;

namespace JitPortal.Enforcement.Gateway;

/// <summary>The built-in gateway with its one port: besides opening doors it hands out their tokens.</summary>
internal sealed class TokenGatewayPoint(
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<GatewayPoint> log,
    SensorProbes? sensors = null
) : GatewayPoint(options, time, log, sensors), ICredentialIssuer
{
    /// <summary>The door's token for the one port. A new one replaces the old one; connections that came with the old one live on.</summary>
    public Task<Outcome<IssuedCredential>> IssueAsync(GrantId grant, CredentialRequest request, CancellationToken ct) =>
        Task.FromResult(IssuedToken.For(Door(grant), Settings, request));
}
