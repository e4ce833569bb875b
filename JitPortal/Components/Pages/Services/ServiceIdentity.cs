using System.Diagnostics.CodeAnalysis;
using JitPortal.Inventory;

namespace JitPortal.Components.Pages.Services;

/// <summary>A row stays picked while it is read again: what counts is the service, not its facts.</summary>
internal sealed class ServiceIdentity : IEqualityComparer<ServiceView>
{
    public static ServiceIdentity Comparer { get; } = new();

    public bool Equals(ServiceView? x, ServiceView? y) => x?.Id == y?.Id;

    public int GetHashCode([DisallowNull] ServiceView obj) => obj.Id.GetHashCode();
}
