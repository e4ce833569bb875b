using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using JitPortal.Lab;
using Microsoft.Extensions.Logging.Abstractions;

namespace JitPortal.Tests.Lab;

/// <summary>The lab's services, listening on a prefix of their own, and what one run of Nmap's version scan makes of them.</summary>
public sealed class LabFixture : IAsyncLifetime
{
    private readonly LabServer _server;

    public LabFixture()
    {
        Options = new LabOptions { Prefix = Support.LabPrefix.Free() };
        _server = new LabServer(Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System, NullLogger<LabServer>.Instance);
    }

    internal LabOptions Options { get; }

    internal IReadOnlyList<IPEndPoint> Listening => _server.Listening;

    /// <summary>Lines <c>address:port service product</c>; null where there is no Nmap.</summary>
    public IReadOnlyDictionary<string, string>? Recognised { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync(CancellationToken.None);
        if (File.Exists("/usr/bin/nmap"))
            Recognised = await RecogniseAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    internal async Task<Socket> ConnectAsync(byte network, byte host, int port, int highPort)
    {
        var address = new IPAddress([127, Options.Prefix, network, host]);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Listening.Single(e => e.Address.Equals(address) && (e.Port == port || e.Port == highPort)));
        return socket;
    }

    private async Task<Dictionary<string, string>> RecogniseAsync()
    {
        // Nmap knows no Modbus and would try all it has for more than a minute.
        var ports = Listening.Select(e => e.Port).Where(port => port is not (502 or 1502)).Distinct();
        var start = new ProcessStartInfo("/usr/bin/nmap") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (
            var argument in (string[])
                [
                    "-n",
                    "-sT",
                    "-sV",
                    "-T4",
                    "-oG",
                    "-",
                    "-p",
                    string.Join(',', ports),
                    .. Listening.Select(e => e.Address.ToString()).Distinct(),
                ]
        )
            start.ArgumentList.Add(argument);
        using var nmap = Process.Start(start)!;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await nmap.StandardOutput.ReadLineAsync() is { } line)
            if (line.Split('\t') is [var host, var list, ..] && list.StartsWith("Ports: ", StringComparison.Ordinal))
                foreach (
                    var fields in list[7..]
                        .Split(", ")
                        .Select(port => port.Split('/'))
                        .Where(fields => fields is [_, "open", _, _, _, _, _, ..])
                )
                    found[$"{host.Split(' ')[1]}:{fields[0]}"] = $"{fields[4]} {fields[6]}".Trim();
        await nmap.WaitForExitAsync();
        return found;
    }
}
