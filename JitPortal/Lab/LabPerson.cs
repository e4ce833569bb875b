using JitPortal.Shared;

namespace JitPortal.Lab;

/// <summary>Somebody to try the portal as.</summary>
/// <param name="Part">What they do here, for the button on the log-in page.</param>
/// <param name="Manager">E-mail address of the manager.</param>
internal sealed record LabPerson(string Email, string Name, string Part, Role Roles, IReadOnlyList<string> Groups, string? Manager = null)
{
    private const string Ruben = "ruben.hale@lab.example";

    /// <summary>In the order of the two-minute tour. NB. None of them has a password or a passkey: without <c>--lab</c> there is no way in as one of them.</summary>
    public static IReadOnlyList<LabPerson> All { get; } =
    [
        new("yara.lindau@lab.example", "Yara Lindau", "Operator", Role.Requester | Role.Operator, ["operations"], Ruben),
        new("ida.lorne@lab.example", "Ida Lorne", "Requester", Role.Requester, ["engineering"], Ruben),
        new("mira.castell@lab.example", "Mira Castell", "Approver", Role.Requester | Role.Approver, ["approvers", "data-platform"]),
        new(Ruben, "Ruben Hale", "Manager and approver", Role.Requester | Role.Approver, ["approvers", "data-platform"]),
        new("nils.orre@lab.example", "Nils Orre", "Auditor", Role.Auditor, []),
        new("tove.brandt@lab.example", "Tove Brandt", "Administrator", Role.Admin, []),
    ];
}
