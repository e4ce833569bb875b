using System.Net;
using System.Runtime.InteropServices;
using JitPortal.Enforcement.Gateway;
using JitPortal.Enforcement.Nftables.Cutting;
using JitPortal.Enforcement.Probing;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Vantages;

/// <summary>
/// Tries a service as a person would, from the machine with the rules: the first segment of a connection, with the person's address, comes
/// in by a TUN device as if it came by cable, is forwarded and looked up as the person's own, and the answer comes back by a mark. The
/// person notices nothing, and no byte of data is ever sent. The device and its routes are made once, by root, and belong to the applier's
/// account, so that no further right is needed. IPv4 and IPv6, TCP only: nobody has to answer a datagram.
/// </summary>
/// <param name="networkNamespace">Name of the network namespace with the rules; null for the process's own.</param>
internal sealed class ProbeDevice(string? networkNamespace, TimeProvider time)
{
    public const string Name = "jitprobe";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Kernels answer refusals by ICMP about once a second to each address, and a first packet may wait for a neighbour's answer.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(450);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(4);

    /// <summary>A device that has just got its reader sends only after the kernel noticed.</summary>
    private static readonly TimeSpan Awakening = TimeSpan.FromMilliseconds(15);

    /// <summary>A TUN device has one reader.</summary>
    private static readonly SemaphoreSlim One = new(1, 1);

    /// <summary>What a connect from the person's address meets; or why it can't be tried, as a sentence.</summary>
    public async Task<Outcome<ConnectAnswer>> TryAsync(IPAddress source, IPAddress service, int port, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            return Refusal.Unavailable("probe-device", "Only Linux has the probe device.");
        await One.WaitAsync(ct);
        try
        {
            if (NetworkNamespace.In(networkNamespace, () => LocalAddress.IsOwn(source)))
                return Refusal.Unavailable(
                    "probe-own",
                    $"{source} is an address of the machine with the rules, which do not stop what it sends itself."
                );
            using var device = NetworkNamespace.In(networkNamespace, Open);
            // Below the ports from which systems connect by themselves, so that no live connection of the person has the same.
            var from = new IPEndPoint(source, Random.Shared.Next(20_000, 30_000));
            return await TryAsync(device, from, new IPEndPoint(service, port), ct);
        }
        catch (IOException e)
        {
            return Refusal.Unavailable("probe-device", e.Message);
        }
        finally
        {
            One.Release();
        }
    }

    /// <summary>Null when it can be used now; else why not, as a sentence.</summary>
    public async Task<Refusal?> TroubleAsync(CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            return Refusal.Unavailable("probe-device", "Only Linux has the probe device.");
        await One.WaitAsync(ct);
        try
        {
            NetworkNamespace.In(networkNamespace, Open).Dispose();
            return null;
        }
        catch (IOException e)
        {
            return Refusal.Unavailable("probe-device", e.Message);
        }
        finally
        {
            One.Release();
        }
    }

    private async Task<ConnectAnswer> TryAsync(TunFile device, IPEndPoint from, IPEndPoint to, CancellationToken ct)
    {
        var syn = BareSegment.WriteSyn(from, to);
        var (start, sent) = (time.GetTimestamp(), -Again);
        await Task.Delay(Awakening, time, ct);
        var packet = new byte[2048];
        while (time.GetElapsedTime(start) is var passed && passed < Patience)
        {
            if (passed - sent >= Again)
            {
                device.Write(syn);
                sent = passed;
            }

            while (device.Read(packet) is var length && length > 0)
                if (ProbeReply.Read(packet.AsSpan(0, length), from, to) is { } answer)
                {
                    if (answer == ConnectAnswer.Accepted)
                        device.Write(BareSegment.Write(from, to, BareSegment.Reset, ProbeReply.SequenceAfter(syn)));
                    return answer;
                }

            await Task.Delay(Glance, time, ct);
        }

        return ConnectAnswer.NoAnswer;
    }

    /// <exception cref="IOException">It is not there or may not be used.</exception>
    private static TunFile Open()
    {
        // NB. Attaching to a name that is not there would make a device.
        if (InterfaceIndex(Name) == 0)
            throw new IOException(
                $"There is no device {Name} on the machine with the rules: set it up as the snippet “Probe device” shows."
            );
        return TunFile.Attach(Name);
    }

    [DllImport("libc", EntryPoint = "if_nametoindex", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint InterfaceIndex(string name);
}
