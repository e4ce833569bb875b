namespace JitPortal.Requests.Model;

/// <summary>What happened to a request.</summary>
public sealed record RequestMoved(RequestVerb Verb, RequestState To);
