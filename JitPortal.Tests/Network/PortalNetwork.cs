using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using JitPortal.Shared;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.Network;

/// <summary>
/// People, a router with the running portal, and a server, each a machine of its own: what the portal says is held against what is seen
/// from outside it. Ann asks by the HTTP API from the address that she comes from.
/// </summary>
internal sealed class PortalNetwork : IAsyncDisposable
{
    public const string Person = "10.60.1.2";
    public const string Neighbour = "10.60.1.3";
    public const string Person6 = "fd60:1::2";
    public const string Router = "10.60.1.1";
    public const string Router6 = "fd60:1::1";
    public const string Egress = "10.60.2.1";
    public const string Server = "10.60.2.10";
    public const string Server6 = "fd60:2::10";
    private string _token = "";

    private PortalNetwork(NetworkNamespaces net) => Net = net;

    public NetworkNamespaces Net { get; }

    public PortalProcess Portal { get; private set; } = null!;

    /// <summary>The portal's settings.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal) { ["Scanning:AllowedRanges:0"] = "10.60.2.0/24" };

    public string Folder { get; } = Directory.CreateTempSubdirectory("jit-network-").FullName;

    /// <summary>The machines, without the portal.</summary>
    public static PortalNetwork Create(params IEnumerable<string> programs)
    {
        var net = NetworkNamespaces.Create(["nft", "conntrack", .. programs]);
        foreach (var machine in new[] { "person", "router", "server" })
            net.Add(machine);
        net.Connect("person", [$"{Person}/24", $"{Neighbour}/24", $"{Person6}/64"], "router", [$"{Router}/24", $"{Router6}/64"]);
        net.Connect("server", [$"{Server}/24", $"{Server6}/64"], "router", [$"{Egress}/24", "fd60:2::1/64"]);
        net.In("router", "sysctl", "-q", "-w", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        net.Batch("person", [$"route add default via {Router}", $"route add ::/0 via {Router6}"]);
        net.Batch("server", [$"route add default via {Egress}", "route add ::/0 via fd60:2::1"]);
        return new PortalNetwork(net);
    }

    public string At(string name) => Path.Combine(Folder, name);

    /// <summary>Starts the portal on the router, with Ann, who may ask and operate, with a policy, and with what a scan found.</summary>
    /// <param name="services">As in <see cref="ScanAsync"/>.</param>
    public async Task StartAsync(string policy, params Found[] services)
    {
        _token = await PortalApp.AddPersonAsync(At("data"), "ann@example.org", Role.Requester | Role.Operator | Role.Approver);
        await RestartAsync();
        using var ann = Ann();
        using var yaml = new StringContent(policy, Encoding.UTF8, "application/yaml");
        using var saved = await ann.PutAsync("policies", yaml);
        Assert.True(saved.StatusCode == HttpStatusCode.OK, await saved.Content.ReadAsStringAsync());
        await ScanAsync(services);
    }

    public async Task RestartAsync() => Portal = await PortalProcess.StartOnAsync(Net, "router", At("data"), Settings);

    /// <summary>What Nmap would write of them.</summary>
    public async Task ScanAsync(params Found[] services)
    {
        var hosts = services
            .GroupBy(s => s.Address, StringComparer.Ordinal)
            .Select(host =>
                $"""
                    <host><status state="up" reason="user-set"/><address addr="{host.Key}" addrtype="{(
                        host.Key.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4"
                    )}"/>
                    <hostnames>{string.Concat(
                        host.Select(s => s.HostName).OfType<string>().Distinct().Select(n => $"<hostname name=\"{n}\" type=\"user\"/>")
                    )}</hostnames><ports>
                    {string.Concat(
                        host.Select(s =>
                            $"""<port protocol="{s.Protocol}" portid="{s.Port}"><state state="open" reason="syn-ack"/><service name="{s.Name}" {(s.Tls ? "tunnel=\"ssl\" " : "")}method="probed" conf="10"/></port>"""
                        )
                    )}
                    </ports></host>
                    """
            );
        using var ann = Ann();
        using var file = new StringContent(
            $"""<?xml version="1.0"?><nmaprun scanner="nmap" args="nmap -sT -sU" version="7.93">{string.Concat(hosts)}<runstats><finished time="{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>""",
            Encoding.UTF8,
            "application/xml"
        );
        using var imported = await ann.PostAsync("scans/import?vantage=router", file);
        Assert.True(imported.StatusCode == HttpStatusCode.OK, await imported.Content.ReadAsStringAsync());
    }

    /// <summary>A client of the API on her machine, from one of its addresses.</summary>
    public HttpClient Ann(string from = Person)
    {
        var client = Net.Http("person", from, from.Contains(':', StringComparison.Ordinal) ? Router6 : Router);
        client.BaseAddress = new Uri("http://portal.example:5080/api/v1/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return client;
    }

    /// <summary>Asks, and waits until the grant is open.</summary>
    public async Task<JsonElement> OpenAsync(string service, string from = Person, string duration = "PT20M")
    {
        using var ann = Ann(from);
        using var asked = await ann.PostAsJsonAsync(
            "requests",
            new
            {
                services = new[] { service },
                duration,
                reason = "a look from outside",
                again = true,
            }
        );
        var request = await asked.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(asked.StatusCode == HttpStatusCode.Created, request.ToString());
        return await WaitAsync(request.GetProperty("grants")[0].GetString()!, "Open");
    }

    public async Task<JsonElement> GrantAsync(string id)
    {
        using var ann = Ann();
        return await ann.GetFromJsonAsync<JsonElement>($"grants/{id}");
    }

    public async Task<JsonElement> WaitAsync(string id, string state, int seconds = 40)
    {
        JsonElement grant = default;
        await Eventually.TrueAsync(async () => Text(grant = await GrantAsync(id), "state") == state, $"the grant is {state}", seconds);
        return grant;
    }

    public async Task<JsonElement> PostAsync(string path, object body, string from = Person)
    {
        using var ann = Ann(from);
        using var answer = await ann.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)answer.StatusCode} {text}"));
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public static string? Text(JsonElement element, string property) => element.GetProperty(property).GetString();

    public async ValueTask DisposeAsync()
    {
        if (Portal is not null)
            await Portal.DisposeAsync();
        Net.Dispose();
        await TemporaryFolder.DeleteAsync(Folder);
    }

    /// <summary>A service as a scan names it.</summary>
    public sealed record Found(
        int Port,
        string Name,
        string Protocol = "tcp",
        string Address = Server,
        bool Tls = false,
        string? HostName = null
    );
}
