namespace JitPortal.Requests;

/// <summary>Settings of the section <c>Requests</c>.</summary>
public sealed class RequestsOptions
{
    /// <summary>Shortest access that can be asked for. Shorter ones would end before anybody could connect.</summary>
    public TimeSpan Shortest { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many services one request may name; a card with more could not be judged.</summary>
    public int MaxServices { get; set; } = 20;

    /// <summary>How many requests of one person may wait at the same time, so that nobody floods the queue.</summary>
    public int MaxPending { get; set; } = 50;
}
