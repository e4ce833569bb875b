using System.Net;
using JitPortal.Identity;
using JitPortal.Identity.Model;
using JitPortal.Shared;
using Microsoft.AspNetCore.Identity;

namespace JitPortal.Lab;

/// <summary>Begins a session as a demo person without any proof of who asks, for connections of this computer only.</summary>
internal sealed class LabSignIn(PortalSignIn signIn, UserManager<User> users)
{
    private static readonly Refusal NotFromHere = Refusal.Forbidden(
        "lab-loopback-only",
        "Demo people can be logged in from the computer that runs the portal only."
    );

    private static readonly Refusal Nobody = Refusal.NotFound("lab-person-unknown", "There is no such demo person.");

    public async Task<Outcome<Unit>> AsAsync(string email, IPAddress? source, IPAddress? local)
    {
        // NB. Both ends: a connection that was forwarded to us from a network has neither, or one that is not loopback.
        if (source is null || local is null || !IPAddress.IsLoopback(source) || !IPAddress.IsLoopback(local))
            return NotFromHere;
        // NB. Only people of the lab's own list; anybody else in this data folder proves who they are.
        var person = LabPerson.All.FirstOrDefault(p => p.Email.Equals(email, StringComparison.OrdinalIgnoreCase));
        if (person is null || await users.FindByEmailAsync(person.Email) is not { } user || !await signIn.CanSignInAsync(user))
            return Nobody;
        signIn.Method = "demo";
        await signIn.SignInAsync(user, isPersistent: false);
        return Unit.Done;
    }
}
