using System.CommandLine;
using JitPortal.Identity;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>user add|list|disable</c>.</summary>
internal static class UserVerbs
{
    public static Command Create(VerbHost host) => new("user", "People of the portal.") { Add(host), List(host), Disable(host) };

    private static Command Add(VerbHost host)
    {
        var email = new Argument<string>("email");
        var name = new Option<string?>("--name") { Description = "Name that others see (shipped: the part before the @)." };
        var roles = new Option<string[]>("--role")
        {
            Description = "Requester, Approver, Operator, Auditor, Admin; several with commas.",
            AllowMultipleArgumentsPerToken = true,
        };
        var groups = new Option<string[]>("--group") { Description = "A group; made when it does not exist. May be given several times." };
        var manager = new Option<string?>("--manager") { Description = "E-mail address of the manager." };
        var password = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input. Without it an invitation code is printed.",
        };
        roles.Validators.Add(result =>
        {
            foreach (var unknown in Split(result.Tokens.Select(t => t.Value)).Where(r => !RoleText.TryParse(r, out _)))
                result.AddError($"There is no role {unknown}; the roles are {string.Join(", ", RoleText.Names(Role.Any))}.");
        });
        var command = new Command("add", "Add a person.") { email, name, roles, groups, manager, password };
        command.SetAction(
            async (parsed, ct) =>
            {
                var address = parsed.GetRequiredValue(email);
                var person = new NewPerson(
                    address,
                    parsed.GetValue(name) ?? address.Split('@')[0],
                    RoleText.Parse(Split(parsed.GetValue(roles) ?? [])),
                    parsed.GetValue(groups) ?? [],
                    parsed.GetValue(manager),
                    parsed.GetValue(password) ? await Console.In.ReadLineAsync(ct) ?? "" : null
                );
                return await host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<People>().AddAsync(Actor.CommandLine, person, c),
                    (added, output) =>
                        output.Print(
                            new
                            {
                                added.Person.UserId,
                                added.Person.Email,
                                added.Person.Name,
                                Roles = RoleText.Names(added.Person.Roles),
                                added.Person.Groups,
                                Invitation = added.InvitationCode,
                            },
                            added.InvitationCode is null
                                ? $"Added {added.Person.Email}."
                                : $"Added {added.Person.Email}. Invitation, good for 3 days: /account/invitation#{added.InvitationCode}"
                        ),
                    ct
                );
            }
        );
        return command;
    }

    private static Command List(VerbHost host)
    {
        var command = new Command("list", "Everybody, by name.");
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<PeopleDirectory>().ListAsync(Actor.CommandLine, c),
                    (people, output) =>
                        output.Table(
                            [
                                .. people.Select(p => new
                                {
                                    p.UserId,
                                    p.Email,
                                    p.Name,
                                    Roles = RoleText.Names(p.Roles),
                                    p.Groups,
                                    p.ManagerId,
                                    p.Disabled,
                                }),
                            ],
                            ("EMAIL", p => p.Email),
                            ("NAME", p => p.Name),
                            ("ROLES", p => string.Join(',', p.Roles)),
                            ("GROUPS", p => string.Join(',', p.Groups)),
                            ("STATE", p => p.Disabled ? "disabled" : "enabled")
                        ),
                    ct
                )
        );
        return command;
    }

    private static Command Disable(VerbHost host)
    {
        var email = new Argument<string>("email");
        var command = new Command("disable", "Disable a person: ends sessions and tokens, closes grants.") { email };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        services.GetRequiredService<People>().DisableAsync(Actor.CommandLine, parsed.GetRequiredValue(email), c),
                    (person, output) =>
                        output.Print(
                            new
                            {
                                person.UserId,
                                person.Email,
                                person.Disabled,
                            },
                            $"Disabled {person.Email}."
                        ),
                    ct
                )
        );
        return command;
    }

    private static IEnumerable<string> Split(IEnumerable<string> values) =>
        values.SelectMany(v => v.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
