namespace JitPortal.Enforcement.Gateway;

/// <summary>Counts a connection's bytes for itself and for its door.</summary>
/// <param name="Door">Null for the portal's own probes, which are nobody's use of a grant.</param>
internal sealed record FlowCount(ByteMeter Flow, ByteMeter? Door)
{
    public void Add(bool inward, int bytes)
    {
        Flow.Add(inward, bytes);
        Door?.Add(inward, bytes);
    }
}
