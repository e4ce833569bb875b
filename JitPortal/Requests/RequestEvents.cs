using JitPortal.Requests.Model;
using JitPortal.Shared;

namespace JitPortal.Requests;

/// <summary>What the journal calls the things that happen to requests.</summary>
public static class RequestEvents
{
    public const string Submitted = "request.submitted";

    /// <summary>Policy refused it at once; there is no request, but that somebody tried is worth an entry.</summary>
    public const string Refused = "request.refused";

    /// <summary>One of several needed people agreed.</summary>
    public const string Agreed = "request.agreed";

    public const string Approved = "request.approved";
    public const string Denied = "request.denied";
    public const string Withdrawn = "request.withdrawn";
    public const string Lapsed = "request.lapsed";

    public static string Subject(RequestId id) => $"request:{id}";

    internal static string Of(RequestVerb verb) => verb switch
    {
        RequestVerb.Agree => Agreed,
        RequestVerb.Approve => Approved,
        RequestVerb.Deny => Denied,
        RequestVerb.Withdraw => Withdrawn,
        _ => Lapsed,
    };
}
