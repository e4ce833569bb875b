using System.Security.Claims;
using JitPortal.Shared;

namespace JitPortal.Components.Layout;

/// <summary>A page one can go to from everywhere. NB. Roles here only hide; the services refuse.</summary>
/// <param name="Href">Relative to the base; empty is the map.</param>
/// <param name="OnRail">Stands on the rail; otherwise in the person's menu.</param>
/// <param name="OnPhone">Stands in the bottom bar of a phone; the others are in the person's menu there.</param>
internal sealed record PageLink(string Href, string Word, string Icon, Role Roles, bool OnRail = true, bool OnPhone = false)
{
    public bool MayShow(ClaimsPrincipal user) =>
        Roles == Role.Any
        || Enum.GetValues<Role>().Any(r => r is not (Role.None or Role.Any) && Roles.HasFlag(r) && user.IsInRole(r.ToString()));
}
