using JitPortal.Policies.Model;
using JitPortal.Shared;

namespace JitPortal.Policies;

/// <summary>What reading a policy text came to.</summary>
/// <param name="Book">Null when there is any problem: half a policy is no policy.</param>
/// <param name="Notices">What the text says and this version cannot do yet, one sentence each.</param>
public sealed record PolicyReading(PolicyBook? Book, IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notices);
