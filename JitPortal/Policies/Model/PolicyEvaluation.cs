using JitPortal.Shared;

namespace JitPortal.Policies.Model;

/// <summary>
/// The policy decision point: facts in, verdict with every reason out. Pure, so preview, submit, approve and replay are one analysis.
/// <para>
/// The first rule that covers a request by its door (network, port) and requester (groups) alone decides, and ends the search.
/// A rule that also looks at scan facts may cover it because a host lied, or fail to because nobody looked. So it never ends the search:
/// it counts together with the rules behind it, and of each thing (decision, number of people, longest time, ...) the strictest counts.
/// A rule whose scan facts are missing or stale counts as if it covered. That way no banner, and no missing scan, can loosen what the
/// rules behind say; see docs/decisions/0004-scan-facts-only-tighten.md.
/// </para>
/// <para>
/// What the newest scan did not find open is never opened by a rule alone: the address may be another machine's by now, so an
/// <c>allow</c> asks a person instead.
/// </para>
/// </summary>
public static class PolicyEvaluation
{
    public const string NoRule = "(no rule)";

    public static Verdict Evaluate(PolicySet book, Facts facts)
    {
        var covering = CoveringRules.Find(book, facts);
        var terms = Terms.Of(covering);
        var duration = facts.Asked ?? terms.Default;
        var asksInstead = terms.Decision == PolicyDecision.Allow && facts.Service.Closed;
        var decision = asksInstead ? PolicyDecision.Ask : terms.Decision;
        IReadOnlyList<Stage> written = asksInstead ? [Stage.Default] : terms.Stages;
        var stages = AskedPeople.Bind(written, facts);
        List<Condition> conditions = [.. CoverageConditions(book, covering, terms, facts), .. NotFound(terms, facts, asksInstead)];
        if (terms.Decision != PolicyDecision.Deny)
        {
            conditions.AddRange(LimitChecks.All(terms, facts, duration));
            conditions.AddRange(terms.Rules.SelectMany(NotYetEnforced.Refusals).Select(Refused));
            conditions.AddRange(HeldBy(terms));
            conditions.AddRange(written.Zip(stages, AskedPeople.WhyNobody).OfType<string>().Select(Refused));
        }

        var refused = conditions.Exists(c => c.Kind == ConditionKind.Unsatisfied);
        var verdict = new Verdict
        {
            Decision = refused ? PolicyDecision.Deny : decision,
            RuleName = covering.Decider?.Name ?? NoRule,
            BookVersion = book.Version,
            Summary = "",
            Conditions = conditions,
            Stages = decision == PolicyDecision.Ask ? stages : [],
            DefaultDuration = terms.Default,
            MaxDuration = terms.Max,
            Duration = duration,
            PendingFor = terms.PendingFor,
            ClosesAtLatest = (facts.StartAt ?? facts.Now) + duration,
            NotAfter = NotAfter(terms, facts),
            KeptOnPolicyChange = terms.KeptOnPolicyChange,
            Enforcement = [new EnforcementTerms(facts.Service.Endpoint.ToString(), terms.Points, terms.Lease)],
            WouldBeRefused = WouldBeRefused(terms),
        };
        return verdict with { Summary = VerdictSummary.Of(verdict) };
    }

    /// <summary>Said whatever the rules look at; where they limit the age of the facts, that limit's own sentence says it.</summary>
    private static IEnumerable<Condition> NotFound(Terms terms, Facts facts, bool asksInstead)
    {
        if (!facts.Service.Closed || (terms.FactAge is not null && terms.Decision != PolicyDecision.Deny))
            yield break;
        var sentence = LimitChecks.NotFound(facts);
        yield return new Condition(
            ConditionKind.Tightened,
            asksInstead ? $"{sentence} So it is not approved automatically; a person decides." : sentence
        );
    }

    /// <summary>
    /// Why the book refuses this service to this person, whatever they would type and however old the facts are; null when it does not.
    /// For access that was given: time and limits of a request do not count against it, a rule that refuses does.
    /// </summary>
    public static string? WhyRefused(PolicySet book, RequesterFacts requester, SeenService service, DateTimeOffset now)
    {
        // NB. Facts that grew old since it was given do not end it; what the last scan said goes on to count.
        var facts = new Facts(requester, service with { LastSeenOpen = now, Closed = false }, null, null, null, null, null, now);
        var covering = CoveringRules.Find(book, facts);
        if (covering.Decider is { Decision: PolicyDecision.Deny } deny)
            return deny.Sentence.Length > 0 ? $"The rule {deny.Name}: {deny.Sentence}" : $"The rule {deny.Name} refuses this.";
        return covering.WhyNothingStands();
    }

    private static IEnumerable<Condition> CoverageConditions(PolicySet book, CoveringRules covering, Terms terms, Facts facts)
    {
        var decider = covering.Decider;
        var beforeDecider = true;
        foreach (var (rule, coverage) in covering.Rules)
        {
            beforeDecider &= !ReferenceEquals(rule, decider);
            if (!ReferenceEquals(rule, decider) && !terms.IsStricterBecauseOf(rule))
            {
                // A rule that changes nothing would be noise on the card, but for one that its author expected to decide.
                if (beforeDecider && coverage == Coverage.ByScan)
                    yield return new Condition(
                        ConditionKind.Tightened,
                        $"The rule {rule.Name} applies too, but only because of what a scan saw, which cannot make it looser."
                    );
                continue;
            }

            if (coverage == Coverage.Possible)
                yield return new Condition(
                    ConditionKind.Unknown,
                    $"Whether the rule {rule.Name} covers this is not known, because {WhyUnknown(rule, facts)}; it counts as if it did."
                );
            else if (ReferenceEquals(rule, decider))
                yield return new Condition(ConditionKind.Satisfied, Covers(book, rule, coverage, facts));
            else
                yield return new Condition(ConditionKind.Tightened, $"The rule {rule.Name} applies too and makes it stricter.");
            if (rule.Decision == PolicyDecision.Deny)
                yield return Refused(rule.Sentence.Length > 0 ? rule.Sentence : $"The rule {rule.Name} refuses this.");
            else if (rule.Sentence.Length > 0 && ReferenceEquals(rule, decider))
                yield return new Condition(ConditionKind.Satisfied, rule.Sentence);
        }

        if (terms.Decision != PolicyDecision.Deny || covering.Rules.Count == 0)
        {
            if (covering.WhyNothingStands() is { } why)
                yield return Refused(why);
        }
    }

    private static string WhyUnknown(PolicyRule rule, Facts facts) =>
        facts.Service.IsIdentified || RuleCoverage.IsStale(facts.Service, rule.Limits.FactAge ?? Limits.ShippedFactAge, facts.Now)
            ? "no recent scan shows it"
            : "no scan found out what answers there";

    private static string Covers(PolicySet book, PolicyRule rule, Coverage coverage, Facts facts)
    {
        var groups = rule.Match.Groups.Where(facts.Requester.Groups.Contains).ToList();
        var by = coverage == Coverage.ByScan ? " because of what a scan saw" : "";
        return groups.Count > 0
            ? $"In {string.Join(" and ", groups)}; the rule {rule.Name}, version {book.Version}, covers this service{by}."
            : $"The rule {rule.Name}, version {book.Version}, covers this service{by}.";
    }

    private static DateTimeOffset? NotAfter(Terms terms, Facts facts)
    {
        // Far beyond the latest start and the longest access, so that a window that never closes does not limit anything.
        const int Horizon = 60;
        var start = facts.StartAt ?? facts.Now;
        DateTimeOffset? earliest = null;
        foreach (var rule in terms.Rules)
        {
            if (rule.Limits.Windows.IsEmpty)
                continue;
            var end = TimeWindow.EndOfCover(rule.Limits.Windows, start, start.AddDays(Horizon));
            earliest = earliest is { } known && known < end ? known : end;
        }

        return earliest;
    }

    private static IEnumerable<Condition> HeldBy(Terms terms)
    {
        if (terms.Points.Count > 0)
            yield return new Condition(
                ConditionKind.Satisfied,
                terms.Points.Count == 1 ? $"Enforced by {terms.Points[0]}." : $"Enforced by {string.Join(" and ", terms.Points)} together."
            );
        if (terms.Lease == LeaseKind.DeadMan)
            yield return new Condition(ConditionKind.Satisfied, "Dead-man lease: access closes within seconds when the portal stops.");
        if (terms.KeptOnPolicyChange)
            yield return new Condition(ConditionKind.Satisfied, "It stays open until its deadline, also when the policy changes.");
    }

    private static List<string> WouldBeRefused(Terms terms) =>
        terms.Decision == PolicyDecision.Deny
            ? []
            : [$"Up to {DurationText.ToWords(terms.Max)}.", "It cannot be extended: ask again when the time is up."];

    private static Condition Refused(string sentence) => new(ConditionKind.Unsatisfied, sentence);
}
