using JitPortal.Grants.Model;
using JitPortal.Shared;

namespace JitPortal.Grants;

/// <summary>What the journal calls the things that happen to grants.</summary>
public static class GrantEvents
{
    public const string Scheduled = "grant.scheduled";
    public const string Opening = "grant.opening";
    public const string OpenRetry = "grant.open-retry";
    public const string DoorOpened = "grant.door-opened";
    public const string Opened = "grant.opened";
    public const string Reopened = "grant.reopened";
    public const string ReopenRetry = "grant.reopen-retry";
    public const string Extended = "grant.extended";
    public const string Closing = "grant.closing";
    public const string CloseRetry = "grant.close-retry";
    public const string DoorShut = "grant.door-shut";
    public const string Closed = "grant.closed";
    public const string Proof = "grant.proof";
    public const string ConnectionKilled = "grant.connection-killed";
    public const string CredentialIssued = "grant.credential-issued";
    public const string Drift = "enforcement.drift";

    public static string Subject(GrantId id) => $"grant:{id}";

    public static string PointSubject(string point) => $"point:{point}";

    public static string Of(GrantVerb verb) =>
        verb switch
        {
            GrantVerb.BeginOpening => Opening,
            GrantVerb.RetryOpening => OpenRetry,
            GrantVerb.OpenDoor => DoorOpened,
            GrantVerb.ConfirmOpen => Opened,
            GrantVerb.Reopen => Reopened,
            GrantVerb.RetryReopening => ReopenRetry,
            GrantVerb.Extend => Extended,
            GrantVerb.Close => Closing,
            GrantVerb.RetryClosing => CloseRetry,
            GrantVerb.ShutDoor => DoorShut,
            GrantVerb.ConfirmClosed => Closed,
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "A verb without a journal type."),
        };
}
