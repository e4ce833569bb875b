using System.Net;
using System.Reflection;
using JitPortal.Enforcement.Model;
using JitPortal.Grants;
using JitPortal.Grants.Model;
using JitPortal.Identity;
using JitPortal.Inventory;
using JitPortal.Journal;
using JitPortal.Journal.Model;
using JitPortal.Journal.Outbox;
using JitPortal.Policies;
using JitPortal.Policies.Model;
using JitPortal.Requests;
using JitPortal.Requests.Model;
using JitPortal.Scanning;
using JitPortal.Scanning.Model;
using JitPortal.Shared;

namespace JitPortal.Tests.Journal;

/// <summary>
/// The bytes of every kind of entry, written down once. NB. They are for ever: journals of earlier versions are read as these facts, and
/// programs of others read the export. A line here may be added; one that has to be changed is a break.
/// </summary>
public sealed class FactsTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = At.AddMinutes(90);
    private static readonly GrantId Grant = GrantId.Parse("019580f1a2b3700080000000000000a1", null);
    private static readonly RequestId Request = RequestId.Parse("019580f1a2b3700080000000000000b2", null);
    private static readonly Endpoint Service = new(IPAddress.Parse("fd00::7"), 5432, TransportProtocol.Tcp);

    public static TheoryData<string, string, string> Golden => new(Samples.Select(s => (s.Fact.GetType().Name, s.Type, s.Json)));

    private static (object Fact, string Type, string Json)[] Samples =>
        [
            (
                new GrantScheduled(
                    Request,
                    "ann@example.org",
                    Service,
                    "10.1.0.7",
                    TimeSpan.FromMinutes(30),
                    At,
                    Later,
                    ["gateway", "ssh"],
                    LeaseKind.DeadMan
                ),
                "grant.scheduled",
                """{"duration":"PT30M","holder":"ann@example.org","latest":"2026-03-04T06:36:07+00:00","lease":"DeadMan","points":["gateway","ssh"],"request":"019580f1a2b3700080000000000000b2","service":"[fd00::7]:5432/tcp","source":"10.1.0.7","startAt":"2026-03-04T05:06:07+00:00"}"""
            ),
            (
                new GrantOpening(Request, "ann@example.org", Service, "10.1.0.7", TimeSpan.FromMinutes(30)),
                "grant.opening",
                """{"duration":"PT30M","holder":"ann@example.org","request":"019580f1a2b3700080000000000000b2","service":"[fd00::7]:5432/tcp","source":"10.1.0.7"}"""
            ),
            (
                new GrantOpenRetried("edge", 2, "It does not answer.", Later),
                "grant.open-retry",
                """{"attempt":2,"error":"It does not answer.","nextAttemptAt":"2026-03-04T06:36:07+00:00","point":"edge"}"""
            ),
            (
                new GrantDoorOpened("edge", "portal", 20001, At, null, null, null),
                "grant.door-opened",
                """{"host":"portal","openedAt":"2026-03-04T05:06:07+00:00","point":"edge","port":20001}"""
            ),
            (
                new GrantOpened("edge", At, Later, "portal", 20001, "ann@example.org", Service, "10.1.0.7"),
                "grant.opened",
                """{"deadline":"2026-03-04T06:36:07+00:00","holder":"ann@example.org","host":"portal","openedAt":"2026-03-04T05:06:07+00:00","point":"edge","port":20001,"service":"[fd00::7]:5432/tcp","source":"10.1.0.7"}"""
            ),
            (
                new GrantReopened("edge", Later, "portal", 20001),
                "grant.reopened",
                """{"deadline":"2026-03-04T06:36:07+00:00","host":"portal","point":"edge","port":20001}"""
            ),
            (new GrantReopenRetried("edge", 1, "No.", null), "grant.reopen-retry", """{"attempt":1,"error":"No.","point":"edge"}"""),
            (
                new GrantExtended(Later, TimeSpan.FromHours(2)),
                "grant.extended",
                """{"deadline":"2026-03-04T06:36:07+00:00","duration":"PT2H"}"""
            ),
            (
                new GrantClosing(ClosingReason.Revoked, "bob@example.org", "not needed", At, "ann@example.org", Service),
                "grant.closing",
                """{"by":"bob@example.org","decidedAt":"2026-03-04T05:06:07+00:00","holder":"ann@example.org","note":"not needed","reason":"Revoked","service":"[fd00::7]:5432/tcp"}"""
            ),
            (
                new GrantCloseRetried(null, 4, "Access is still open there.", Later),
                "grant.close-retry",
                """{"attempt":4,"error":"Access is still open there.","nextAttemptAt":"2026-03-04T06:36:07+00:00"}"""
            ),
            (
                new GrantDoorShut("edge", "portal", 20001, At, Later, TimeSpan.FromMilliseconds(55), EndKnown.Measured),
                "grant.door-shut",
                """{"endKnown":"Measured","endedAfter":"PT0.055S","host":"portal","lastByteAt":"2026-03-04T06:36:07+00:00","openedAt":"2026-03-04T05:06:07+00:00","point":"edge","port":20001}"""
            ),
            (
                new GrantClosed(ClosingReason.Expired, TimeSpan.FromSeconds(1.5), true, 12, 4_000_000_000),
                "grant.closed",
                """{"bytesIn":12,"bytesOut":4000000000,"proved":true,"reason":"Expired","revocationLatency":"PT1.5S"}"""
            ),
            (
                new GrantProved(
                    "closed",
                    "edge",
                    false,
                    ProbeVerdict.NotComparable,
                    "No answer.",
                    "from here",
                    At,
                    TimeSpan.FromSeconds(2),
                    "sha256:00"
                ),
                "grant.proof",
                """{"after":"PT2S","at":"2026-03-04T05:06:07+00:00","evidence":"sha256:00","holds":false,"kind":"closed","point":"edge","proof":"NotComparable","result":"No answer.","vantage":"from here"}"""
            ),
            (new ConnectionKilled("7"), "grant.connection-killed", """{"connection":"7"}"""),
            (
                new CredentialIssued(
                    "ssh",
                    "ssh-certificate",
                    "ann",
                    Later,
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["serial"] = "9", ["Key"] = "x" }
                ),
                "grant.credential-issued",
                """{"account":"ann","details":{"Key":"x","serial":"9"},"expiresAt":"2026-03-04T06:36:07+00:00","kind":"ssh-certificate","point":"ssh"}"""
            ),
            (
                new DriftFound("edge", "foreign-rule", "A rule that no grant explains.", "a", null, At, Grant),
                "enforcement.drift",
                """{"at":"2026-03-04T05:06:07+00:00","before":"a","found":"A rule that no grant explains.","grant":"019580f1a2b3700080000000000000a1","kind":"foreign-rule","point":"edge"}"""
            ),
            (
                new RequestSubmitted(
                    "ann@example.org",
                    ["10.0.0.1:22/tcp"],
                    "deploy",
                    "OPS-1",
                    TimeSpan.FromHours(1),
                    At,
                    "10.1.0.7",
                    "ssh",
                    3,
                    PolicyDecision.Ask,
                    ["Ask."]
                ),
                "request.submitted",
                """{"decision":"Ask","duration":"PT1H","reason":"deploy","requester":"ann@example.org","rule":"ssh","sentences":["Ask."],"services":["10.0.0.1:22/tcp"],"source":"10.1.0.7","startAt":"2026-03-04T05:06:07+00:00","ticket":"OPS-1","version":3}"""
            ),
            (
                new RequestRefused(["10.0.0.1:22/tcp"], "ssh", 3, ["No."]),
                "request.refused",
                """{"rule":"ssh","sentences":["No."],"services":["10.0.0.1:22/tcp"],"version":3}"""
            ),
            (
                new RequestAgreed("ann@example.org", TimeSpan.FromHours(1), "fine", "ssh", 3, ["Ask."], []),
                "request.agreed",
                """{"comment":"fine","duration":"PT1H","requester":"ann@example.org","rule":"ssh","seen":[],"sentences":["Ask."],"version":3}"""
            ),
            (
                new RequestApproved(null, TimeSpan.FromHours(1), null, "ssh", 3, null, null, By: "policy"),
                "request.approved",
                """{"by":"policy","duration":"PT1H","rule":"ssh","version":3}"""
            ),
            (
                new RequestDenied("ann@example.org", "not now", RequestState.Denied),
                "request.denied",
                """{"endedAs":"Denied","reason":"not now","requester":"ann@example.org"}"""
            ),
            (new RequestWithdrawn("ann@example.org"), "request.withdrawn", """{"requester":"ann@example.org"}"""),
            (
                new RequestLapsed("ann@example.org", Later),
                "request.lapsed",
                """{"pendingUntil":"2026-03-04T06:36:07+00:00","requester":"ann@example.org"}"""
            ),
            (
                new RequestYesNotCounted("ann@example.org", "bob@example.org", At, 1, "bob@example.org is disabled."),
                "request.yes-not-counted",
                """{"agreedAt":"2026-03-04T05:06:07+00:00","by":"bob@example.org","reason":"bob@example.org is disabled.","requester":"ann@example.org","stage":1}"""
            ),
            (
                new RequestEscalated("ann@example.org", ["group:ops"], 2, At),
                "request.escalated",
                """{"requester":"ann@example.org","since":"2026-03-04T05:06:07+00:00","stage":2,"to":["group:ops"]}"""
            ),
            (
                new RequestReminded("ann@example.org", 1, At, ["manager"]),
                "request.reminded",
                """{"asked":["manager"],"requester":"ann@example.org","since":"2026-03-04T05:06:07+00:00","stage":1}"""
            ),
            (
                new RequestNobodyLeft("ann@example.org", "Nobody.", Later),
                "request.nobody-left",
                """{"requester":"ann@example.org","sentence":"Nobody.","until":"2026-03-04T06:36:07+00:00"}"""
            ),
            (
                new RequestSomebodyAgain("ann@example.org", null, Later),
                "request.somebody-again",
                """{"requester":"ann@example.org","until":"2026-03-04T06:36:07+00:00"}"""
            ),
            (
                new PersonAdded("ann@example.org", "Ann", ["Requester"], ["ops"], "bob@example.org"),
                "person.added",
                """{"email":"ann@example.org","groups":["ops"],"manager":"bob@example.org","name":"Ann","roles":["Requester"]}"""
            ),
            (
                new PersonChanged(
                    "ann@example.org",
                    new PersonState("Ann", [], [], null),
                    new PersonState("Anne", ["Admin"], ["ops"], "u2")
                ),
                "person.changed",
                """{"after":{"groups":["ops"],"managerId":"u2","name":"Anne","roles":["Admin"]},"before":{"groups":[],"name":"Ann","roles":[]},"email":"ann@example.org"}"""
            ),
            (
                new PersonDisabled("ann@example.org", "It had ended."),
                "person.disabled",
                """{"email":"ann@example.org","reason":"It had ended."}"""
            ),
            (new PersonEnabled("ann@example.org"), "person.enabled", """{"email":"ann@example.org"}"""),
            (
                new PersonInvited("ann@example.org", Later),
                "person.invited",
                """{"email":"ann@example.org","until":"2026-03-04T06:36:07+00:00"}"""
            ),
            (
                new SignInChanged("ann@example.org", "Password changed"),
                "person.sign-in-changed",
                """{"email":"ann@example.org","what":"Password changed"}"""
            ),
            (
                new PersonTold("new-device", "Logged in from a new device: Firefox on Linux", "10.1.0.7"),
                "person.told",
                """{"kind":"new-device","source":"10.1.0.7","what":"Logged in from a new device: Firefox on Linux"}"""
            ),
            (
                new TokenCreated("ann@example.org", "ci", ["grants:read"], Later),
                "token.created",
                """{"expiresAt":"2026-03-04T06:36:07+00:00","name":"ci","owner":"ann@example.org","scopes":["grants:read"]}"""
            ),
            (new TokenRevoked("ci", null), "token.revoked", """{"name":"ci"}"""),
            (
                new SignedIn("password", "Firefox on Linux", true, "10.1.0.7"),
                "session.signed-in",
                """{"device":"Firefox on Linux","method":"password","newDevice":true,"source":"10.1.0.7"}"""
            ),
            (new SignedOut("Firefox on Linux", "10.1.0.7"), "session.signed-out", """{"device":"Firefox on Linux","source":"10.1.0.7"}"""),
            (new SignInFailed("password", false, null), "session.failed", """{"locked":false,"method":"password"}"""),
            (
                new ScanQueued("10.0.0.0/24", "quick", "hq", "ann@example.org"),
                "scan.queued",
                """{"by":"ann@example.org","profile":"quick","target":"10.0.0.0/24","vantage":"hq"}"""
            ),
            (
                new ScanStarted
                {
                    Kind = ScanKind.Import,
                    File = "a.xml",
                    Vantage = "hq",
                },
                "scan.started",
                """{"file":"a.xml","kind":"Import","vantage":"hq"}"""
            ),
            (
                new ScanFinished(ScanState.Failed, false, 1, 2, 3, "Nmap ended."),
                "scan.finished",
                """{"changes":3,"complete":false,"error":"Nmap ended.","hosts":1,"services":2,"state":"Failed"}"""
            ),
            (
                new ScanImported(ScanState.Completed, "a.xml", "hq", true, 1, 2, 3, 0),
                "scan.imported",
                """{"changes":3,"complete":true,"file":"a.xml","hosts":1,"services":2,"state":"Completed","vantage":"hq","warnings":0}"""
            ),
            (new ScanCancelled("10.0.0.0/24", "quick"), "scan.cancelled", """{"profile":"quick","target":"10.0.0.0/24"}"""),
            (
                new ScanScheduleSaved("0 2 * * *", "UTC", "10.0.0.0/24", "quick", true),
                "scan-schedule.saved",
                """{"cron":"0 2 * * *","enabled":true,"profile":"quick","target":"10.0.0.0/24","timeZone":"UTC"}"""
            ),
            (
                new ScanScheduleDeleted("0 2 * * *", "10.0.0.0/24"),
                "scan-schedule.deleted",
                """{"cron":"0 2 * * *","target":"10.0.0.0/24"}"""
            ),
            (
                new SensitivityRulesSaved(
                    1,
                    7,
                    [new SensitivityRuleView("web", ["80/tcp"], [], [], [], [], Sensitivity.Low, [], null, false)]
                ),
                "sensitivity.saved",
                """{"list":[{"cpes":[],"name":"web","names":[],"networks":[],"ports":["80/tcp"],"products":[],"sensitivity":"Low","shipped":false,"tags":[]}],"rules":1,"version":7}"""
            ),
            (
                new SiteSaved("the other plant", ["north office"]),
                "site.saved",
                """{"description":"the other plant","vantages":["north office"]}"""
            ),
            (new SiteDeleted(), "site.deleted", "{}"),
            (new SensitivityRulesApplied(7, 3000), "sensitivity.applied", """{"changed":3000,"version":7}"""),
            (new PolicySaved(1, "rules: []", Shipped: true), "policy.saved", """{"shipped":true,"version":1,"yaml":"rules: []"}"""),
            (new DeliveryRetried("mail", 12), "delivery.retried", """{"entry":12,"subscriber":"mail"}"""),
            (
                new ClockDoubted(At, Later),
                "clock.doubted",
                """{"portal":"2026-03-04T06:36:07+00:00","system":"2026-03-04T05:06:07+00:00"}"""
            ),
            (
                new ClockTrusted(At, Later),
                "clock.trusted",
                """{"portal":"2026-03-04T06:36:07+00:00","system":"2026-03-04T05:06:07+00:00"}"""
            ),
            (
                new ClockAccepted("NTP is back", At, Later, 2),
                "clock.accepted",
                """{"ended":2,"portal":"2026-03-04T06:36:07+00:00","reason":"NTP is back","system":"2026-03-04T05:06:07+00:00"}"""
            ),
            (
                new PortalRestored(At, 12, true, new RestoreEnded(true, 1, 2, 3, 4, 5, 6)),
                "portal.restored",
                """{"backupMadeAt":"2026-03-04T05:06:07+00:00","ended":{"grants":1,"links":6,"people":2,"requests":4,"sessions":5,"sinceKnown":true,"tokens":3},"entries":12,"intact":true}"""
            ),
        ];

    [Theory]
    [MemberData(nameof(Golden))]
    public void Entry_OfEachKind_HasTheBytesThatItAlwaysHad(string fact, string type, string json)
    {
        var sample = Sample(fact);
        Assert.Equal(type, TypeOf(sample.GetType()));
        Assert.Equal(json, CanonicalJson.Write(sample));
    }

    [Theory]
    [MemberData(nameof(Golden))]
    public void Fact_ReadFromItsEntry_IsTheSame(string fact, string type, string json)
    {
        var read = typeof(CanonicalJson)
            .GetMethod(nameof(CanonicalJson.Read))!
            .MakeGenericMethod(Sample(fact).GetType())
            .Invoke(null, [json]);
        Assert.Equal(json, CanonicalJson.Write(read));
        Assert.NotEmpty(type);
    }

    [Fact]
    public void Facts_Each_HasASampleAndATypeOfItsOwn()
    {
        var facts = typeof(IFact).Assembly.GetTypes().Where(t => !t.IsInterface && t.IsAssignableTo(typeof(IFact))).ToList();
        Assert.Equal(
            facts.Select(t => t.Name).Order(StringComparer.Ordinal),
            Samples.Select(s => s.Fact.GetType().Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal(facts.Count, facts.Select(TypeOf).Distinct(StringComparer.Ordinal).Count());
    }

    private static object Sample(string fact) =>
        Samples.Single(s => string.Equals(s.Fact.GetType().Name, fact, StringComparison.Ordinal)).Fact;

    private static string TypeOf(Type fact) =>
        (string)fact.GetProperty(nameof(IFact.Type), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
}
