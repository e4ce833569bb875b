using System.Collections.Concurrent;
using System.Net;
using JitPortal.Shared;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace JitPortal.Edge;

/// <summary>
/// Who may hold a connection to pages and API. Strangers share what there is fairly and give way; a connection on which somebody showed a
/// session or a token stays, within a number for each person.
/// </summary>
internal sealed class EdgeRoom
{
    /// <summary>Tabs and programs of one person; what they open beyond gives way like a stranger's.</summary>
    private const int OfOnePerson = 256;
    private readonly ConcurrentDictionary<string, int> _people = new(StringComparer.Ordinal);
    private readonly ForwardedHeadersOptions _proxies;
    private readonly FairRoom _room;

    public EdgeRoom(IOptions<EdgeOptions> options, IOptions<ForwardedHeadersOptions> proxies)
    {
        var all = OpenFiles.Read().Edge;
        _room = new FairRoom(Math.Clamp(options.Value.MaxConnections ?? all, 1, all), options.Value.MaxUnknownPerAddress);
        _proxies = proxies.Value;
    }

    /// <summary>The place of a new connection; null when there is none.</summary>
    public EdgeSlot? Enter(ConnectionContext connection)
    {
        var source = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (_room.Enter(source, connection.Abort) is not { } place)
            return null;
        if (source is null || IsProxy(source))
            place.Vouch();
        return new EdgeSlot(this, place);
    }

    /// <summary>True while the person has fewer than their number.</summary>
    internal bool TryCount(string person)
    {
        if (_people.AddOrUpdate(person, 1, (_, held) => held + 1) <= OfOnePerson)
            return true;
        Forget(person);
        return false;
    }

    internal void Forget(string person)
    {
        while (_people.TryGetValue(person, out var held))
            if (held > 1 ? _people.TryUpdate(person, held - 1, held) : _people.TryRemove(KeyValuePair.Create(person, held)))
                return;
    }

    /// <summary>A proxy's connections carry everybody; it limits its own callers.</summary>
    private bool IsProxy(IPAddress source)
    {
        var plain = source.IsIPv4MappedToIPv6 ? source.MapToIPv4() : source;
        return _proxies.KnownIPNetworks.Any(n => n.Contains(plain));
    }
}
