using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>The head of an HTTP request to the one port, as far as it matters.</summary>
/// <param name="Target">As written after the method.</param>
/// <param name="User">From <c>Proxy-Authorization: Basic</c>; null when nothing readable was sent.</param>
internal sealed record ConnectHead(string Method, string Target, string? User, string? Password)
{
    private const string Scheme = "Basic ";

    public bool HasCredentials => User is not null;

    /// <summary>Reads a whole head without its closing empty line. NB. What is unclear is refused, not guessed: two heads in one help only attackers.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ConnectHead? head)
    {
        head = null;
        if (!Ascii.IsValid(bytes))
            return false;
        var lines = Encoding.ASCII.GetString(bytes).Split("\r\n");
        var request = lines[0].Split(' ');
        if (
            request.Length != 3
            || request[2] is not ("HTTP/1.1" or "HTTP/1.0")
            || lines.Skip(1).Any(l => l.IndexOf(':', StringComparison.Ordinal) <= 0 || l[0] is ' ' or '\t')
        )
            return false;
        var credentials = lines.Skip(1).Where(l => l.StartsWith("Proxy-Authorization:", StringComparison.OrdinalIgnoreCase)).ToList();
        if (credentials.Count > 1)
            return false;
        var (user, password) = Credentials(credentials.FirstOrDefault());
        head = new ConnectHead(request[0], request[1], user, password);
        return true;
    }

    /// <summary>The place that the person wants to reach; false for a name, which could mean another place tomorrow.</summary>
    public bool TryTarget(out Endpoint target) => Endpoint.TryParse(Target, out target) && !Target.Contains('/', StringComparison.Ordinal);

    private static (string? User, string? Password) Credentials(string? line)
    {
        var value = line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        if (value is null || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return default;
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value[Scheme.Length..].Trim(), bytes, out var length))
            return default;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? default : (text[..colon], text[(colon + 1)..]);
    }
}
