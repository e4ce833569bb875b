using System.Globalization;
using System.Text.Json;
using JitPortal.Enforcement;
using JitPortal.Enforcement.Model;
using JitPortal.Grants.Model;

namespace JitPortal.Grants;

/// <summary>What the holder of a grant does to get connected: first the credentials that its points want to see, then the client.</summary>
internal static class ConnectSteps
{
    /// <summary>Null while the grant is not open.</summary>
    public static ConnectView? Of(Grant grant, string? hostName, bool tls, EnforcementPoints points)
    {
        if (grant is not { State: GrantState.Open, Deadline: { } deadline } || Target(grant, hostName, tls, points) is not { } to)
            return null;
        var command = ConnectCommand.For(to);
        var certificate = to.LogIn?.Kind == LogIn.SshCertificate;
        return new ConnectView(to.Host, to.Port, command, deadline)
        {
            Steps = command is null
                ? []
                :
                [
                    .. grant.Doors.OrderBy(d => d.Rank).Select(d => Fetch(grant, d.Point, points)).OfType<ConnectStep>(),
                    new ConnectStep(Last(to), command),
                ],
            InOneStep = certificate ? $"dotnet JitPortal.dll ssh {grant.Id}" : null,
        };
    }

    /// <summary>Where and as whom the grant's holder connects; null before there is a door.</summary>
    public static ConnectTarget? Target(Grant grant, string? hostName, bool tls, EnforcementPoints points) =>
        grant is { ConnectHost: { } host, ConnectPort: { } port }
            ? new ConnectTarget(
                grant.Service,
                host,
                port,
                grant.ServiceName,
                hostName,
                tls,
                grant.Doors.OrderBy(d => d.Rank).Select(d => LogInAt(grant, d.Point, points)).FirstOrDefault(l => l is not null)
            )
            : null;

    /// <summary>The credential with what to do with it, in order.</summary>
    public static IssuedCredential With(IssuedCredential issued, ConnectTarget to, string? publicKey)
    {
        if (issued.Certificate is { } certificate)
        {
            var key = KeyFile(publicKey);
            var command = ConnectCommand.For(to, key);
            return issued with
            {
                Command = command,
                Steps =
                [
                    new(
                        "Save the certificate beside your key, where ssh looks for it.",
                        $"echo {ShellText.Word(certificate)} > {key}-cert.pub"
                    ),
                    .. command is null ? Array.Empty<ConnectStep>() : [new("Log in.", command)],
                ],
            };
        }

        if (issued.Kind == LogIn.GatewayToken)
            return Forwarded(issued, to);
        return issued.Kind == LogIn.PostgresRole && ConnectCommand.For(to) is { } psql
            ? issued with
            {
                Command = psql,
                Steps = [new("Copy the password.", issued.Secret), new("Log in; psql asks for the password.", psql)],
            }
            : issued;
    }

    /// <summary>A tunnel is no use to a client that dials by itself: it gets a port of the person's own machine that leads into it.</summary>
    private static IssuedCredential Forwarded(IssuedCredential issued, ConnectTarget to)
    {
        var near = to.Service.Port <= 55535 ? to.Service.Port + 10000 : to.Service.Port - 10000;
        if (
            ConnectCommand.ClientOf(to) is "" or "ssh" or "http" or "https"
            || issued.Command is null
            || ConnectCommand.For(to with { Host = "127.0.0.1", Port = near }) is not { } client
        )
            return issued;
        var forward = $"ncat -l -k 127.0.0.1 {near.ToString(CultureInfo.InvariantCulture)} --sh-exec \"{issued.Command}\"";
        return issued with
        {
            Command = client,
            Steps =
            [
                .. issued.Steps.SkipLast(1),
                new("Keep this running in another window: it leads from your own machine through the gateway.", forward),
                new(Last(to), client),
            ],
        };
    }

    /// <summary>The usual file of a key of that kind.</summary>
    private static string KeyFile(string? publicKey) =>
        publicKey?.TrimStart().Split(' ')[0] switch
        {
            "ssh-rsa" => "~/.ssh/id_rsa",
            { } kind when kind.StartsWith("ecdsa-", StringComparison.Ordinal) => "~/.ssh/id_ecdsa",
            _ => ConnectCommand.UsualKey,
        };

    private static LogIn? LogInAt(Grant grant, string point, EnforcementPoints points) =>
        (points.Find(point) as ICredentialIssuer)?.LogInFor(grant.Id, grant.HolderEmail, grant.Service.Local);

    private static ConnectStep? Fetch(Grant grant, string point, EnforcementPoints points) =>
        LogInAt(grant, point, points)?.Kind switch
        {
            LogIn.SshCertificate => new(
                "Get a certificate for your SSH key, on the page My access or with the portal's program (JITPORTAL_URL is the portal's address).",
                $"dotnet JitPortal.dll ssh {grant.Id} --key {ConnectCommand.UsualKey} --print",
                point
            ),
            LogIn.PostgresRole => new(
                "Get the password, on the page My access or from the API (JITPORTAL_URL is the portal's address).",
                "curl -sS -X POST -H \"Authorization: Bearer $(cat ~/.config/jitportal/token)\" -H \"Content-Type: application/json\" "
                    + $"-d {ShellText.Word(JsonSerializer.Serialize(new { point }))} \"$JITPORTAL_URL/api/v1/grants/{grant.Id}/credentials\"",
                point
            ),
            _ => null,
        };

    private static string Last(ConnectTarget to) =>
        to.LogIn?.Kind switch
        {
            LogIn.SshCertificate => $"Log in as {to.LogIn.Account}; write your own key's file if it is another.",
            LogIn.PostgresRole => "Log in; psql asks for the password.",
            _ => "Connect.",
        };
}

/// <summary>What a client has to be told to reach a service through a grant.</summary>
/// <param name="Service">The service itself, as the inventory knows it.</param>
/// <param name="Host">Where to connect: the service's own address, or the gateway.</param>
/// <param name="ServiceName">What a scan called it.</param>
/// <param name="HostName">Name that the service's host is known by: what a client holds its certificate against.</param>
/// <param name="Tls">A scan found the service inside TLS.</param>
/// <param name="LogIn">How the grant's credential is used; null when there is none.</param>
internal sealed record ConnectTarget(
    Endpoint Service,
    string Host,
    int Port,
    string? ServiceName = null,
    string? HostName = null,
    bool Tls = false,
    LogIn? LogIn = null
)
{
    /// <summary>The client is sent to another place than the service's own.</summary>
    public bool IsElsewhere => Port != Service.Port || !string.Equals(Host, Service.Address.ToString(), StringComparison.Ordinal);
}
