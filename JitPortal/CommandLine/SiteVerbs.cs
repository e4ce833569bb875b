using System.CommandLine;
using System.Globalization;
using JitPortal.Inventory;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>site list|save|remove</c>: places with an address space of their own.</summary>
internal static class SiteVerbs
{
    public static Command Create(VerbHost host) =>
        new("site", "Sites: places with an address space of their own.") { List(host), Save(host), Remove(host) };

    private static Command List(VerbHost host)
    {
        var command = new Command("list", "All sites with the vantages that look at them.");
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<Sites>().ListAsync(Actor.CommandLine, c),
                    (sites, output) =>
                    {
                        output.Print(sites, string.Join(Environment.NewLine, sites.Select(Sentence)));
                        return ExitCode.Done;
                    },
                    ct
                )
        );
        return command;
    }

    private static Command Save(VerbHost host)
    {
        var name = new Argument<string>("name") { Description = $"Its name for ever: {SiteName.Form}." };
        var description = new Option<string?>("--description") { Description = "What people should know of it." };
        var vantages = new Option<string[]>("--vantage")
        {
            Description = "A vantage that looks at it; may be given several times. Those that are not named look at the main site again.",
        };
        var command = new Command("save", "Make a site, or change what is known of one.") { name, description, vantages };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        services
                            .GetRequiredService<Sites>()
                            .SaveAsync(
                                Actor.CommandLine,
                                parsed.GetRequiredValue(name),
                                parsed.GetValue(description),
                                parsed.GetValue(vantages) ?? [],
                                c
                            ),
                    Print,
                    ct
                )
        );
        return command;
    }

    private static Command Remove(VerbHost host)
    {
        var name = new Argument<string>("name");
        var command = new Command("remove", "Take a site away that no scan has looked at.") { name };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<Sites>().DeleteAsync(Actor.CommandLine, parsed.GetRequiredValue(name), c),
                    (_, output) =>
                    {
                        output.Print(new { removed = parsed.GetRequiredValue(name) }, "Removed.");
                        return ExitCode.Done;
                    },
                    ct
                )
        );
        return command;
    }

    private static int Print(SiteView site, VerbOutput output)
    {
        output.Print(site, Sentence(site));
        return ExitCode.Done;
    }

    private static string Sentence(SiteView site) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{site.Name}: {site.Hosts:N0} hosts, vantages: {(site.Name == SiteName.Main ? "all others" : string.Join(", ", site.Vantages))}"
        );
}
