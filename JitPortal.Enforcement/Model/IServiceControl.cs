namespace JitPortal.Enforcement.Model;

/// <summary>A place that reaches services whatever the doors say: what it sees is the control without which a service's silence proves nothing.</summary>
public interface IServiceControl
{
    Task<bool> IsUpAsync(Endpoint service, CancellationToken ct);
}
