using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace JitPortal.Enforcement.Nftables.Vantages;

/// <summary>One end of a TUN device: what is written comes into the kernel as a packet from the network, what the kernel routes there is read.</summary>
internal sealed class TunFile : IDisposable
{
    private const string Path = "/dev/net/tun";

    // linux/if_tun.h, linux/if.h, asm-generic/fcntl.h
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const nuint SetInterface = 0x400454ca;
    private const short TunWithoutInfo = 0x1001;
    private const int NameLength = 16;
    private const int RequestLength = 40;
    private const int NotPermitted = 1;
    private const int NoAccess = 13;
    private const int Busy = 16;

    private readonly SafeFileHandle _file;

    private TunFile(SafeFileHandle file) => _file = file;

    /// <exception cref="IOException">With a sentence for people.</exception>
    public static TunFile Attach(string device)
    {
        var file = OpenFile(Path, ReadWrite | NonBlocking | CloseOnExec);
        if (file.IsInvalid)
            throw new IOException(
                Marshal.GetLastPInvokeError() is NotPermitted or NoAccess
                    ? $"The applier may not open {Path}: its unit needs DeviceAllow={Path} rw, as the snippet shows."
                    : $"The applier can't open {Path} (error {Marshal.GetLastPInvokeError()})."
            );
        var request = new byte[RequestLength];
        Encoding.ASCII.GetBytes(device, request.AsSpan(0, NameLength - 1));
        BitConverter.TryWriteBytes(request.AsSpan(NameLength), TunWithoutInfo);
        if (Control(file, SetInterface, request) == 0)
            return new TunFile(file);
        var error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw new IOException(
            error switch
            {
                NotPermitted =>
                    $"The device {device} belongs to another account than the applier's: make it anew with the applier's account, as the snippet shows.",
                Busy => $"Another program uses the device {device}.",
                _ => $"The device {device} can't be used (error {error}).",
            }
        );
    }

    public void Write(ReadOnlySpan<byte> packet) => _ = WriteFile(_file, packet.ToArray(), (nuint)packet.Length);

    /// <summary>The length of the next packet; zero or less when there is none.</summary>
    public int Read(byte[] packet) => (int)ReadFile(_file, packet, (nuint)packet.Length);

    public void Dispose() => _file.Dispose();

    [DllImport(
        "libc",
        EntryPoint = "open",
        CharSet = CharSet.Ansi,
        BestFitMapping = false,
        ThrowOnUnmappableChar = true,
        SetLastError = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SafeFileHandle OpenFile(string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(SafeFileHandle file, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "write", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint WriteFile(SafeFileHandle file, byte[] bytes, nuint length);

    [DllImport("libc", EntryPoint = "read", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReadFile(SafeFileHandle file, byte[] bytes, nuint length);
}
