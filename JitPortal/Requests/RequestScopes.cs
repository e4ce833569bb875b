namespace JitPortal.Requests;

/// <summary>Scopes of API tokens for requests.</summary>
public static class RequestScopes
{
    public const string Read = "requests:read";
    public const string Write = "requests:write";
    public const string Decide = "requests:decide";
}
