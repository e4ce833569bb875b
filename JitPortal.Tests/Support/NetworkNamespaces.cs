using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Tests.Support;

/// <summary>
/// Machines of a small network as network namespaces of this computer: each has addresses, routes, tables and sockets of its own.
/// Needs root; where there is none, <c>unshare -Urnm</c> with a fresh <c>/run</c> around the tests gives it.
/// </summary>
internal sealed class NetworkNamespaces : IDisposable
{
    private static int _next;
    private readonly string _prefix = string.Create(
        CultureInfo.InvariantCulture,
        $"jt{Environment.ProcessId}x{Interlocked.Increment(ref _next)}"
    );
    private readonly List<string> _made = [];
    private readonly List<Process> _running = [];

    private NetworkNamespaces() { }

    /// <summary>Skips the test, visibly, where namespaces or one of the programs are missing.</summary>
    public static NetworkNamespaces Create(params IEnumerable<string> programs)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "Network namespaces need Linux and root (or: unshare -Urnm)."
        );
        foreach (var program in programs.Append("ip"))
            Assert.SkipUnless(Has(program), $"{program} is not installed.");
        var made = new NetworkNamespaces();
        try
        {
            made.Add("probe");
        }
        catch (InvalidOperationException e)
        {
            Assert.Skip($"Network namespaces can't be made here: {e.Message}");
        }

        return made;
    }

    public static bool Has(string program) =>
        new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Any(f => File.Exists(Path.Combine(f, program)));

    /// <summary>The whole name of a machine.</summary>
    public string this[string machine] => $"{_prefix}-{machine}";

    public void Add(string machine)
    {
        Run("ip", "netns", "add", this[machine]);
        _made.Add(this[machine]);
        Run("ip", "-n", this[machine], "link", "set", "lo", "up");
    }

    /// <summary>A cable between two machines, with the addresses at its ends. They know each other's hardware addresses: asking takes IPv6 a second.</summary>
    public void Connect(string left, string[] leftAddresses, string right, string[] rightAddresses)
    {
        var number = Interlocked.Increment(ref _next);
        var (a, b) = ($"to-{right}", $"to-{left}");
        var (macA, macB) = (Mac(number, 1), Mac(number, 2));
        Run(
            "ip",
            "-n",
            this[left],
            "link",
            "add",
            a,
            "address",
            macA,
            "type",
            "veth",
            "peer",
            "name",
            b,
            "address",
            macB,
            "netns",
            this[right]
        );
        foreach (
            var (machine, link, addresses, others, mac) in new[]
            {
                (left, a, leftAddresses, rightAddresses, macB),
                (right, b, rightAddresses, leftAddresses, macA),
            }
        )
            Batch(
                machine,
                addresses
                    .Select(address =>
                        $"address add {address} dev {link}{(address.Contains(':', StringComparison.Ordinal) ? " nodad" : "")}"
                    )
                    .Append($"link set {link} up")
                    .Concat(others.Select(other => $"neighbour add {other.Split('/')[0]} lladdr {mac} dev {link}"))
            );
    }

    /// <summary>Lines of the program ip, on one machine.</summary>
    public void Batch(string machine, IEnumerable<string> lines)
    {
        var (code, output) = Start("ip", ["-n", this[machine], "-batch", "-"], string.Join('\n', lines) + '\n');
        Assert.True(code == 0, output);
    }

    private static string Mac(int cable, int end) =>
        string.Create(CultureInfo.InvariantCulture, $"02:00:00:{cable >> 8 & 255:x2}:{cable & 255:x2}:{end:x2}");

    /// <summary>Runs a program on a machine and gives what it printed; throws when it fails.</summary>
    public string In(string machine, string program, params string[] arguments) =>
        Run("ip", ["netns", "exec", this[machine], program, .. arguments]);

    public int Code(string machine, string program, params string[] arguments) =>
        Start("ip", ["netns", "exec", this[machine], program, .. arguments]).Code;

    /// <summary>Sockets made in here belong to the machine, whoever uses them later.</summary>
    public T At<T>(string machine, Func<T> make) => NetworkNamespace.In(this[machine], make);

    public Socket Listen(string machine, string address, int port)
    {
        var ip = IPAddress.Parse(address);
        var socket = At(machine, () => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(ip, port));
        socket.Listen(4096);
        return socket;
    }

    /// <summary>Tries to connect: a socket, or the error that it met.</summary>
    public async Task<(Socket? Socket, SocketError Error)> TryConnectAsync(
        string machine,
        string from,
        string to,
        int port,
        int milliseconds = 3000
    )
    {
        var socket = At(machine, () => new Socket(IPAddress.Parse(to).AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        using var patience = new CancellationTokenSource(milliseconds);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(to), port), patience.Token);
            return (socket, SocketError.Success);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return (null, e is SocketException s ? s.SocketErrorCode : SocketError.TimedOut);
        }
    }

    /// <summary>A client of HTTP on a machine, from one of its addresses to one of another's, whatever name it asks for.</summary>
    public HttpClient Http(string machine, string from, string to) =>
        new(
            new SocketsHttpHandler
            {
                ConnectCallback = async (context, ct) =>
                {
                    var socket = At(machine, () => new Socket(IPAddress.Parse(to).AddressFamily, SocketType.Stream, ProtocolType.Tcp));
                    try
                    {
                        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(to), context.DnsEndPoint.Port), ct);
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            }
        );

    /// <summary>A program of a machine that runs until everything is taken down.</summary>
    public Process Serve(string machine, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("ip", ["netns", "exec", this[machine], program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _running.Add(process);
        return process;
    }

    /// <summary>
    /// A file of a machine's own below <c>/etc</c>, seen by the programs that are started there from now on. NB. The first part of the
    /// name hides what this computer has by that name.
    /// </summary>
    public void Etc(string machine, string name, string text)
    {
        var file = Path.Combine("/etc/netns", this[machine], name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>Runs a command line in a shell of a machine, as a person there would, and ends what it left running.</summary>
    public Task<ProgramResult> ShellAsync(string machine, string command, string? input = null, int seconds = 30) =>
        ChildProgram.RunAsync(
            "/usr/bin/env",
            ["ip", "netns", "exec", this[machine], "/bin/sh", "-c", command],
            input,
            TimeSpan.FromSeconds(seconds),
            TimeProvider.System,
            CancellationToken.None
        );

    public void Dispose()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        foreach (var folder in _made.Select(n => Path.Combine("/etc/netns", n)).Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
        foreach (var name in _made)
            Start("ip", ["netns", "delete", name]);
    }

    private static string Run(string program, params string[] arguments)
    {
        var (code, output) = Start(program, arguments);
        return code == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
    }

    private static (int Code, string Output) Start(string program, string[] arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}
