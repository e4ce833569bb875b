using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary>The caller's open grant that <c>ssh TARGET</c> means.</summary>
/// <param name="Point">The enforcement point that signs.</param>
/// <param name="Service">Where sshd listens.</param>
/// <param name="Host">Where to connect: the service itself, or the gateway's door.</param>
internal sealed partial record SshGrant(GrantId Id, string Point, Endpoint Service, string Host, int Port)
{
    /// <summary>The name that the host's key is known by, wherever the way to it begins.</summary>
    public string HostKeyAlias =>
        Service.Port == 22
            ? Service.Address.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"[{Service.Address}]:{Service.Port}");

    /// <param name="target">A grant's id, an address or a host name, the last two with <c>:port</c> where several would fit.</param>
    public static Outcome<SshGrant> Find(JsonElement page, string target)
    {
        var found = page.GetProperty("items").EnumerateArray().Where(g => IsMeant(g, target)).Select(Read).OfType<SshGrant>().ToList();
        return found.Count switch
        {
            1 => found[0],
            0 => Refusal.NotFound("no-grant", $"You have no open grant with an SSH certificate for “{target}”. Ask for access first."),
            _ => Refusal.Conflict(
                "which-grant",
                $"Several open grants fit; name one by its id: {string.Join(", ", found.Select(g => $"{g.Id} ({g.Service.HostPort})"))}."
            ),
        };
    }

    private static bool IsMeant(JsonElement grant, string target)
    {
        if (
            Text(grant, "id") is { } id
            && string.Equals(id, target.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
        )
            return true;
        if (
            !grant.TryGetProperty("service", out var service)
            || !service.TryGetProperty("port", out var number)
            || !number.TryGetInt32(out var port)
        )
            return false;
        return new[] { Text(service, "address"), Text(grant, "hostName") }
            .OfType<string>()
            .Any(name =>
                string.Equals(name, target, StringComparison.OrdinalIgnoreCase)
                || string.Equals(string.Create(CultureInfo.InvariantCulture, $"{name}:{port}"), target, StringComparison.OrdinalIgnoreCase)
                || string.Equals(
                    string.Create(CultureInfo.InvariantCulture, $"[{name}]:{port}"),
                    target,
                    StringComparison.OrdinalIgnoreCase
                )
            );
    }

    /// <summary>Null when it gives no certificate, or is not open yet. NB. What a portal says is checked before a program gets it as an argument.</summary>
    private static SshGrant? Read(JsonElement grant)
    {
        var point = grant
            .GetProperty("doors")
            .EnumerateArray()
            .Where(d => d.TryGetProperty("wantsPublicKey", out var wants) && wants.ValueKind == JsonValueKind.True)
            .Select(d => Text(d, "point"))
            .FirstOrDefault();
        if (point is null || !grant.TryGetProperty("connect", out var connect) || connect.ValueKind != JsonValueKind.Object)
            return null;
        var service = grant.GetProperty("service");
        return
            GrantId.TryParse(Text(grant, "id"), CultureInfo.InvariantCulture, out var id)
            && IPAddress.TryParse(Text(service, "address"), out var address)
            && Text(connect, "host") is { } host
            && SafeHost().IsMatch(host)
            && connect.GetProperty("port").TryGetInt32(out var port)
            && port is > 0 and <= 65535
            ? new SshGrant(id, point, new Endpoint(address, service.GetProperty("port").GetInt32(), TransportProtocol.Tcp), host, port)
            : null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[A-Za-z0-9:][A-Za-z0-9.:-]{0,254}$(?!\n)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SafeHost();
}
