namespace JitPortal.Api;

/// <summary>Marks a call that reads its body itself, whatever its content type says, and says what it may be.</summary>
internal sealed record StreamedBody(params string[] ContentTypes);
