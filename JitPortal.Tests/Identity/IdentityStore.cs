using JitPortal.Identity;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace JitPortal.Tests.Identity;

/// <summary>People and tokens on a real database, with the real authority.</summary>
internal static class IdentityStore
{
    public static Task<StoreFixture> CreateAsync() => StoreFixture.CreateAsync(builder => builder.AddIdentity());

    public static async Task<T> WithAsync<TService, T>(this StoreFixture store, Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = store.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public static Task<Outcome<AddedPerson>> AddAsync(this StoreFixture store, NewPerson person, Actor? by = null) =>
        store.WithAsync<People, Outcome<AddedPerson>>(p => p.AddAsync(by ?? Actor.CommandLine, person, CancellationToken.None));

    public static async Task<PersonView> PersonAsync(this StoreFixture store, string email, Role roles, params string[] groups) =>
        (await store.AddAsync(new NewPerson(email, email.Split('@')[0], roles, groups, Password: PortalApp.Password))).Required().Person;

    /// <summary>The person at a browser where they have just logged in.</summary>
    public static async Task<Actor> LoggedInAsync(this StoreFixture store, PersonView person)
    {
        var session = await store
            .Get<SessionCache>()
            .BeginAsync(person.AsActor(), null, "Firefox on Linux", "password", strong: false, former: null, CancellationToken.None);
        return person.AsActor() with { Session = session.Id };
    }

    public static Actor AsActor(this PersonView person) => new(ActorKind.Person, person.UserId, person.Email);
}
