using JitPortal.Identity;
using JitPortal.Shared;

namespace JitPortal.Components.Pages.Settings;

/// <summary>What stands in the form of a person while it is edited.</summary>
public sealed class PersonDraft
{
    public string Email { get; set; } = "";

    public string Name { get; set; } = "";

    public Role Roles { get; set; }

    /// <summary>Names of groups, separated by commas or spaces.</summary>
    public string Groups { get; set; } = "";

    /// <summary>E-mail address; empty = nobody.</summary>
    public string Manager { get; set; } = "";

    public IReadOnlyList<string> GroupNames => Groups.Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries);

    public static PersonDraft Of(PersonView person, IEnumerable<PersonView> others) =>
        new()
        {
            Email = person.Email,
            Name = person.Name,
            Roles = person.Roles,
            Groups = string.Join(", ", person.Groups),
            Manager = others.FirstOrDefault(o => o.UserId == person.ManagerId)?.Email ?? "",
        };
}
