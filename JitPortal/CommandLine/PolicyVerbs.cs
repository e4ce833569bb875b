using System.CommandLine;
using JitPortal.Data;
using JitPortal.Policies;
using JitPortal.Settings;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>policy import</c>, <c>policy export</c>, <c>policy validate</c>: policy as code.</summary>
internal static class PolicyVerbs
{
    public static Command Create(VerbHost host) => new("policy", "The policy.") { Import(host), Export(host), Validate(host) };

    private static Command Import(VerbHost host)
    {
        var file = File();
        var command = new Command("import", "Make a file the policy in force. A running portal uses it from the next request on.") { file };
        command.SetAction(
            async (parsed, ct) =>
            {
                if (await ReadAsync(parsed.GetRequiredValue(file), ct) is not { } yaml)
                    return ExitCode.Failed;
                return await host.RunAsync(
                    parsed,
                    async (services, c) =>
                    {
                        var saved = await services.GetRequiredService<PolicySets>().SaveAsync(Actor.CommandLine, yaml, c);
                        await TellAsync(saved.Refusal?.Problems ?? []);
                        return saved;
                    },
                    (book, output) =>
                        output.Print(
                            new
                            {
                                book.Version,
                                book.SavedBy,
                                book.At,
                                book.Notices,
                            },
                            string.Join('\n', [$"Saved as version {book.Version}.", .. book.Notices])
                        ),
                    ct
                );
            }
        );
        return command;
    }

    private static Command Export(VerbHost host)
    {
        var command = new Command("export", "Print the policy in force, as it was saved.");
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<PolicySets>().CurrentAsync(Actor.CommandLine, c),
                    (book, output) => output.Print(book, book.Yaml.TrimEnd('\n')),
                    ct
                )
        );
        return command;
    }

    /// <summary>Needs no data folder; where there is one, what the file names is looked up there.</summary>
    private static Command Validate(VerbHost host)
    {
        var file = File();
        var command = new Command(
            "validate",
            "Say everything that is wrong with a file, with line and column. Exit code 3 when something is."
        )
        {
            file,
        };
        command.SetAction(
            async (parsed, ct) =>
            {
                if (await ReadAsync(parsed.GetRequiredValue(file), ct) is not { } yaml)
                    return ExitCode.Failed;
                return HasDatabase(host.Builder(parsed).Configuration)
                    ? await host.RunAsync(
                        parsed,
                        (services, c) => services.GetRequiredService<PolicySets>().ValidateAsync(Actor.CommandLine, yaml, c),
                        Tell,
                        ct
                    )
                    : Tell(PolicySets.Validate(yaml), new VerbOutput(Console.Out, parsed.GetValue(CommonOptions.Json)));
            }
        );
        return command;
    }

    private static int Tell(PolicyValidation found, VerbOutput output)
    {
        output.Print(
            found,
            found.Valid ? string.Join('\n', ["It is valid.", .. found.Notices]) : string.Join('\n', found.Problems.Select(Line))
        );
        return found.Valid ? ExitCode.Done : ExitCode.DoesNotHold;
    }

    private static bool HasDatabase(ConfigurationManager settings) =>
        System.IO.File.Exists(Path.Combine(DataRegistration.Folder(settings), "portal.db"))
        || settings.Peek<DatabaseOptions>().Provider == DatabaseProvider.Postgres;

    private static Argument<string> File() => new("FILE") { Description = "A YAML or JSON file." };

    private static async Task<string?> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return await System.IO.File.ReadAllTextAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"{path} cannot be read: {e.Message}");
            return null;
        }
    }

    private static async Task TellAsync(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync(Line(problem));
    }

    private static string Line(Problem problem) => $"line {problem.Line}, column {problem.Column}: {problem.Sentence}";
}
