namespace JitPortal.Enforcement.Webhooks;

/// <summary>Sends what has to be told: one try a grant at a time, closings in lanes of their own, so that nothing keeps them waiting.</summary>
internal sealed class WebhookOutbox(WebhookClient client, WebhookSettings settings, Action<WebhookDoor> ended, CancellationToken stop)
    : IDisposable
{
    private readonly SemaphoreSlim _closings = new((settings.Parallelism + 1) / 2);
    private readonly SemaphoreSlim _others = new(settings.Parallelism / 2);

    /// <summary>Begins every try whose time has come; the tries that run now.</summary>
    public IReadOnlyList<Task> Begin(IEnumerable<WebhookDoor> doors)
    {
        var running = new List<Task>();
        foreach (var door in doors.OrderByDescending(d => d.Closing))
        {
            lock (door)
            {
                if (door.WantsSending)
                    door.Sending = SendAsync(door);
                if (door.Sending is { IsCompleted: false } sending)
                    running.Add(sending);
            }
        }

        return running;
    }

    public void Dispose()
    {
        _closings.Dispose();
        _others.Dispose();
    }

    private async Task SendAsync(WebhookDoor door)
    {
        // Also when something newer came while the old try was under way: it is not kept waiting for the next pass.
        for (var told = false; !told && !stop.IsCancellationRequested; )
        {
            var (message, superseded) = door.Current();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, superseded);
            await TryAsync(door, message, either.Token);
            told = door.Message.Generation == message.Generation;
        }

        ended(door);
    }

    private async Task TryAsync(WebhookDoor door, WebhookEvent message, CancellationToken ct)
    {
        var lane = message.Action == WebhookAction.Close ? _closings : _others;
        try
        {
            await lane.WaitAsync(ct);
            try
            {
                door.Heard(message, await client.SendAsync(message, ct));
            }
            finally
            {
                lane.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // Something newer, or the portal stops.
        }
    }
}
