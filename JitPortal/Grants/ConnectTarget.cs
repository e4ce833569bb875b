using JitPortal.Enforcement.Model;

namespace JitPortal.Grants;

/// <summary>What a client has to be told to reach a service through a grant.</summary>
/// <param name="Service">The service itself, as the inventory knows it.</param>
/// <param name="Host">Where to connect: the service's own address, or the gateway.</param>
/// <param name="ServiceName">What a scan called it.</param>
/// <param name="HostName">Name that the service's host is known by: what a client holds its certificate against.</param>
/// <param name="Tls">A scan found the service inside TLS.</param>
/// <param name="LogIn">How the grant's credential is used; null when there is none.</param>
internal sealed record ConnectTarget(
    Endpoint Service, string Host, int Port, string? ServiceName = null, string? HostName = null, bool Tls = false, LogIn? LogIn = null)
{
    /// <summary>The client is sent to another place than the service's own.</summary>
    public bool IsElsewhere => Port != Service.Port || !string.Equals(Host, Service.Address.ToString(), StringComparison.Ordinal);
}
