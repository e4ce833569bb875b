using System.Net;
using JitPortal.Policies;
using JitPortal.Policies.Model;

namespace JitPortal.Requests;

/// <summary>One analysis of one ask: the facts that were looked at and what the policy says to them.</summary>
internal sealed record Judged(Verdict Verdict, IReadOnlyList<ServiceFacts> Services, IPAddress Source, IReadOnlyList<ExistingAccess> Existing);
