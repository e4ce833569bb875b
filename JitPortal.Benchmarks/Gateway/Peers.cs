using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace JitPortal.Benchmarks.Gateway;

/// <summary>The TCP forwarders that the gateway is compared with; null where one is not installed.</summary>
internal static class Peers
{
    public static async Task<(Process Process, int Port)?> HaproxyAsync(int service, string folder)
    {
        var port = FreePort();
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(
            file,
            $"""
            global
              maxconn 4000
            defaults
              mode tcp
              timeout connect 5s
              timeout client 1h
              timeout server 1h
            listen bench
              bind 127.0.0.1:{port}
              option splice-auto
              server s1 127.0.0.1:{service}

            """
        );
        return await StartAsync("haproxy", port, "-db", "-f", file);
    }

    public static Task<(Process Process, int Port)?> SocatAsync(int service)
    {
        var port = FreePort();
        return StartAsync(
            "socat",
            port,
            "-b65536",
            string.Create(CultureInfo.InvariantCulture, $"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr,nodelay"),
            string.Create(CultureInfo.InvariantCulture, $"TCP:127.0.0.1:{service},nodelay")
        );
    }

    private static async Task<(Process, int)?> StartAsync(string program, int port, params string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
            for (var tries = 0; tries < 100; tries++)
            {
                try
                {
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    await socket.ConnectAsync(IPAddress.Loopback, port);
                    return (process, port);
                }
                catch (SocketException)
                {
                    await Task.Delay(50);
                }
            }

            process.Kill();
            return null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
