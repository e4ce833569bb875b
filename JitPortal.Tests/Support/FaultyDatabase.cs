using JitPortal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Support;

/// <summary>The real database of a portal in this process, which throws what a test wants for as long as it wants.</summary>
internal sealed class FaultyDatabase
{
    private Func<Exception>? _fault;

    /// <summary>Null = it answers.</summary>
    public void Fail(Func<Exception>? with) => Volatile.Write(ref _fault, with);

    /// <summary>A server that nobody can reach.</summary>
    public void GoAway() => Fail(() => new Npgsql.NpgsqlException("Failed to connect", new System.Net.Sockets.SocketException(111)));

    public void Into(IServiceCollection services)
    {
        var real = services.Last(d => d.ServiceType == typeof(IDbContextFactory<PortalDb>));
        services.AddSingleton(real.ImplementationType!);
        services.AddSingleton<IDbContextFactory<PortalDb>>(p => new Factory(
            (IDbContextFactory<PortalDb>)p.GetRequiredService(real.ImplementationType!),
            this
        ));
    }

    private sealed class Factory(IDbContextFactory<PortalDb> real, FaultyDatabase faulty) : IDbContextFactory<PortalDb>
    {
        public PortalDb CreateDbContext() => Volatile.Read(ref faulty._fault) is { } fault ? throw fault() : real.CreateDbContext();
    }
}
