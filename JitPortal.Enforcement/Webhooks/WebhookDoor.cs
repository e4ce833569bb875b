using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Toolkit;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>One grant at the receiver: the last thing it has to know, whether it took it, and the portal's own clock of the deadline.</summary>
internal sealed class WebhookDoor : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private HeldDeadline _deadline;
    private CancellationTokenSource _superseded = new();
    private int _attempts;
    private (long Since, TimeSpan Pause) _rest;

    public WebhookDoor(WebhookEvent message, DateTimeOffset opened, TimeProvider time)
    {
        (Message, Opened, _time, Acknowledged) = (message, opened, time, message.Door);
        _deadline = new HeldDeadline(message.Door.Deadline, time);
    }

    public WebhookEvent Message { get; private set; }

    public DateTimeOffset Opened { get; }

    /// <summary>The receiver took an opening once and no closing since.</summary>
    public bool LetsIn { get; set; }

    /// <summary>The door as the receiver knows it while <see cref="LetsIn"/>.</summary>
    public DesiredDoor Acknowledged { get; set; }

    /// <summary>The receiver took the last message.</summary>
    public bool Taken { get; private set; }

    /// <summary>By the clock that nobody sets.</summary>
    public long TakenAt { get; private set; }

    /// <summary>The receiver said no to the last message, and would again.</summary>
    public bool Refused { get; private set; }

    /// <summary>Why the last message is not taken yet.</summary>
    public string? Sentence { get; private set; }

    /// <summary>The receiver's list showed it since it was opened.</summary>
    public bool Listed { get; set; }

    public bool ByDeadline { get; private set; }

    /// <summary>That it stands there though closed was told already.</summary>
    public bool ToldStuck { get; set; }

    /// <summary>The try that runs now.</summary>
    public Task? Sending { get; set; }

    public bool Closing => Message.Action == WebhookAction.Close;

    /// <summary>What has to be told now, and a token that is cancelled when there is something newer.</summary>
    public (WebhookEvent Message, CancellationToken Superseded) Current()
    {
        lock (_lock)
            return (Message, _superseded.Token);
    }

    public bool IsDue => _deadline.IsDue;

    /// <summary>Whether it is time for the next try. What was refused is tried again only when it is a closing.</summary>
    public bool WantsSending =>
        !Taken && (!Refused || Closing) && _time.GetElapsedTime(_rest.Since) >= _rest.Pause && Sending is null or { IsCompleted: true };

    public void Tell(DesiredDoor door, WebhookAction action)
    {
        lock (_lock)
        {
            ByDeadline = action == WebhookAction.Close && !Closing ? IsDue : ByDeadline;
            if (action != WebhookAction.Close)
                _deadline = new HeldDeadline(door.Deadline, _time);
            if (action == WebhookAction.Open)
                (LetsIn, Listed) = (false, false);
            Message = WebhookEvent.Next(door, action, Message, _time.GetUtcNow());
            (Taken, Refused, Sentence, _attempts, _rest) = (false, false, null, 0, default);
            _superseded.Cancel();
            _superseded.Dispose();
            _superseded = new CancellationTokenSource();
        }
    }

    /// <summary>What came of a try; of no interest when there is something newer to tell meanwhile.</summary>
    public void Heard(WebhookEvent message, WebhookAnswer answer)
    {
        lock (_lock)
        {
            if (message.Generation != Message.Generation)
                return;
            (Taken, Refused, Sentence) = (answer.Taken, answer.Refused, answer.Sentence);
            if (answer.Taken)
            {
                TakenAt = _time.GetTimestamp();
                (LetsIn, Acknowledged) = (message.Action != WebhookAction.Close, message.Door);
                return;
            }

            // Spread, so that many do not come back at once.
            var pause = TimeSpan.FromSeconds(0.5 * Math.Pow(2, Math.Min(_attempts++, 10)) * (0.5 + (Random.Shared.NextDouble() / 2)));
            pause = pause < LongestPause ? pause : LongestPause;
            _rest = (_time.GetTimestamp(), answer.RestFor > pause ? answer.RestFor.Value : pause);
        }
    }

    /// <summary>As it was before the portal stopped.</summary>
    public WebhookDoor Restore(bool taken, bool letsIn, bool listed, DesiredDoor acknowledged)
    {
        (Taken, LetsIn, Listed, Acknowledged, TakenAt) = (taken, letsIn, listed, acknowledged, _time.GetTimestamp());
        return this;
    }

    public ObservedDoor View() => ObservedDoor.AtService(Acknowledged, Opened, []);

    public void Dispose() => _superseded.Dispose();
}
