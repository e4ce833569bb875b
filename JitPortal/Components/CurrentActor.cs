using JitPortal.Hosting;
using JitPortal.Identity;
using JitPortal.Shared;
using Microsoft.AspNetCore.Components.Authorization;

namespace JitPortal.Components;

/// <summary>Who acts on this page, for the verbs that it calls.</summary>
internal sealed class CurrentActor(AuthenticationStateProvider authentication, CircuitSource source)
{
    /// <summary>NB. An actor that nobody is stands for a session that ended; every verb refuses it.</summary>
    private static readonly Actor Nobody = new(ActorKind.Person, "", "nobody");

    public async Task<Actor> GetAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return ActorClaims.ActorOf(state.User, source.Address) ?? Nobody;
    }

    /// <summary>A verb of a service, by this actor; that the database is away is a refusal like any other, so that what was typed stays.</summary>
    public async Task<Outcome<T>> AskAsync<T>(Func<Actor, Task<Outcome<T>>> verb)
    {
        var actor = await GetAsync();
        return await Outage.AnswerAsync(() => verb(actor));
    }
}
