using System.Text.Encodings.Web;
using System.Text.Json;
using JitPortal.Data;
using JitPortal.Grants.Model;
using JitPortal.Shared;
using Microsoft.Win32.SafeHandles;

namespace JitPortal.Grants;

/// <summary>
/// Keeps what was cut and could not be written, for a portal that ends before the database takes it. The file is made, filled and opened
/// at the start: where the disk is full or no descriptor is left, a place in it can still be written over.
/// </summary>
internal sealed partial class CutFile(PortalPaths paths, ILogger<CutFile> log) : IDisposable
{
    /// <summary>Bytes for one; the longest reason and the longest address fit.</summary>
    private const int Place = 4096;

    /// <summary>More at a time are kept in memory only, and said to be.</summary>
    private const int Places = 256;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _lock = new();
    private readonly GrantId?[] _taken = new GrantId?[Places];
    private readonly byte[] _buffer = new byte[Place];
    private SafeFileHandle? _file;

    private string Name => Path.Combine(paths.Root, "cut-not-written.bin");

    /// <summary>Makes it if needed. What an earlier portal could not write any more.</summary>
    public IReadOnlyList<Cut> Open()
    {
        lock (_lock)
        {
            try
            {
                _file = File.OpenHandle(Name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
                PrivateFolder.CloseFile(Name);
                var length = RandomAccess.GetLength(_file);
                if (length < Places * Place)
                {
                    RandomAccess.Write(_file, new byte[Places * Place - length], length);
                    RandomAccess.FlushToDisk(_file);
                }

                return [.. Enumerable.Range(0, Places).Select(ReadNeedsLock).OfType<Cut>()];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotThere(log, e, Name);
                return [];
            }
        }
    }

    /// <summary>False when it could not be kept.</summary>
    public bool Keep(Cut cut)
    {
        lock (_lock)
        {
            var place = Array.IndexOf(_taken, cut.Grant);
            place = place >= 0 ? place : Array.IndexOf(_taken, null);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(cut, Json);
            if (_file is null || place < 0 || bytes.Length > Place || !WriteNeedsLock(place, bytes))
                return false;
            _taken[place] = cut.Grant;
            return true;
        }
    }

    /// <summary>It is written where it belongs.</summary>
    public void Forget(GrantId grant)
    {
        lock (_lock)
        {
            if (Array.IndexOf(_taken, grant) is var place and >= 0 && WriteNeedsLock(place, []))
                _taken[place] = null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private bool WriteNeedsLock(int place, byte[] bytes)
    {
        try
        {
            Array.Clear(_buffer);
            bytes.CopyTo(_buffer, 0);
            RandomAccess.Write(_file!, _buffer, place * Place);
            RandomAccess.FlushToDisk(_file!);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NotKept(log, e, Name);
            return false;
        }
    }

    private Cut? ReadNeedsLock(int place)
    {
        var read = RandomAccess.Read(_file!, _buffer, place * Place);
        var length = _buffer.AsSpan(0, read).IndexOf((byte)0);
        if (length <= 0)
            return null;
        try
        {
            var cut = JsonSerializer.Deserialize<Cut>(_buffer.AsSpan(0, length), Json);
            _taken[place] = cut?.Grant;
            return cut;
        }
        catch (JsonException e)
        {
            Log.Damaged(log, e, place, Name);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            2181,
            LogLevel.Error,
            "{Name} cannot be made; what is cut while the database takes no write will be kept in memory only"
        )]
        public static partial void NotThere(ILogger log, Exception e, string name);

        [LoggerMessage(2182, LogLevel.Error, "{Name} could not be written")]
        public static partial void NotKept(ILogger log, Exception e, string name);

        [LoggerMessage(2183, LogLevel.Error, "Place {Place} of {Name} cannot be read; somebody's decision to end access may be lost")]
        public static partial void Damaged(ILogger log, Exception e, int place, string name);
    }
}

/// <summary>Somebody's word that a grant ends, as it is kept until the database has it.</summary>
/// <param name="Reason">Released or revoked.</param>
/// <param name="Kind">What kind of actor said so.</param>
/// <param name="Name">What the journal writes of them.</param>
/// <param name="At">When it was said.</param>
internal sealed record Cut(GrantId Grant, ClosingReason Reason, ActorKind Kind, string UserId, string Name, string? Note, DateTimeOffset At)
{
    public static Cut By(Actor actor, GrantId grant, ClosingReason reason, string? note, DateTimeOffset at) =>
        new(grant, reason, actor.Kind, actor.UserId, actor.Name, note, at);

    public Actor Actor => new(Kind, UserId, Name);
}
