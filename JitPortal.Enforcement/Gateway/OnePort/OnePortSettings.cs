using System.Security.Cryptography.X509Certificates;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>The one port, when there is one.</summary>
/// <param name="PinsSource">The token counts from the grant's address only.</param>
/// <param name="Certificate">With it the port speaks TLS and nothing else; without it tokens cross the network in the clear.</param>
internal sealed record OnePortSettings(int Port, bool PinsSource, X509Certificate2? Certificate);
