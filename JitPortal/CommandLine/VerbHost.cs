using System.CommandLine;
using System.Reflection;
using JitPortal.Data;
using JitPortal.Journal;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary>
/// Gives a verb the portal's services on the same data folder, whether a portal runs on it or not: nothing is started, nothing listens.
/// </summary>
internal sealed class VerbHost(Func<WebApplicationBuilder, WebApplication> compose)
{
    /// <summary>
    /// Settings are read once. Watching their file takes an inotify instance for each start, of which a busy machine has none left, and a
    /// half-saved file must not change what may be scanned.
    /// </summary>
    private const string ReadSettingsOnce = "--hostBuilder:reloadConfigOnChange=false";

    public WebApplicationBuilder Builder(ParseResult parsed)
    {
        // NB. The mask belongs to the whole process: where the portal runs inside another program, it is that program's to set.
        if (Assembly.GetEntryAssembly() == typeof(Program).Assembly)
            PrivateFolder.ForAllThatFollows();
        return WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = [ReadSettingsOnce, .. CommonOptions.AsSettings(parsed)],
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
    }

    /// <summary>What was done is done: where it cannot be signed now, the portal signs it.</summary>
    private static async Task SignAsync(JournalCheckpointer checkpointer, CancellationToken ct)
    {
        try
        {
            await checkpointer.AddCheckpointAsync(ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException || DatabaseTrouble.IsAway(e))
        {
            // The next round of the portal says why, if it still is so.
        }
    }

    /// <summary>The portal's services on another data folder, which the caller disposes of.</summary>
    public async Task<WebApplication> OnFolderAsync(ParseResult parsed, string folder, CancellationToken ct)
    {
        var builder = Builder(parsed);
        builder.Configuration["Data"] = folder;
        builder.Logging.ClearProviders();
        var app = compose(builder);
        await app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
        return app;
    }

    /// <summary>Runs a verb and prints what it came to: data on stdout, a refusal's sentence on stderr.</summary>
    public Task<int> RunAsync<T>(
        ParseResult parsed,
        Func<IServiceProvider, CancellationToken, Task<Outcome<T>>> verb,
        Func<T, VerbOutput, int> print,
        CancellationToken ct
    ) => RunAsync(parsed, prepare: true, verb, print, ct);

    /// <param name="prepare">Brings the database to the present schema, and makes it where there is none. Not for a verb that looks for one, or replaces it.</param>
    public async Task<int> RunAsync<T>(
        ParseResult parsed,
        bool prepare,
        Func<IServiceProvider, CancellationToken, Task<Outcome<T>>> verb,
        Func<T, VerbOutput, int> print,
        CancellationToken ct
    )
    {
        var builder = Builder(parsed);
        // stdout belongs to the verb's answer, stderr to its one sentence.
        builder.Logging.ClearProviders();
        await using var app = compose(builder);
        if (prepare)
        {
            if (Restoring.Unfinished(app.Services.GetRequiredService<PortalPaths>()) is { } unfinished)
            {
                await Console.Error.WriteLineAsync(unfinished.Sentence);
                return ExitCode.Failed;
            }

            await app.Services.GetRequiredService<DatabasePreparation>().MigrateAsync(ct);
        }

        await using var scope = app.Services.CreateAsyncScope();
        var outcome = await verb(scope.ServiceProvider, ct);
        // NB. What nobody signed yet could be written anew before the portal starts again.
        if (app.Services.GetRequiredService<JournaledWrite>().HasRecorded)
            await SignAsync(app.Services.GetRequiredService<JournalCheckpointer>(), ct);
        if (outcome.Ok)
            return print(outcome.Value, new VerbOutput(Console.Out, parsed.GetValue(CommonOptions.Json)));
        await Console.Error.WriteLineAsync(outcome.Refusal.Sentence);
        return ExitCode.Failed;
    }
}
