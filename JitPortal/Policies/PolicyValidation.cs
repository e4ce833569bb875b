using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>What saving a text would come to.</summary>
public sealed record PolicyValidation(bool Valid, IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notices);
