using System.CommandLine;
using JitPortal.Data;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>backup DIR</c> and <c>restore DIR</c>.</summary>
internal static class BackupVerbs
{
    public static Command Backup(VerbHost host)
    {
        var folder = new Argument<string>("folder") { Description = "A new or empty folder." };
        var command = new Command("backup", "Copy everything that must survive, also while the portal runs.") { folder };
        command.SetAction((parsed, ct) => host.RunAsync(
            parsed,
            (services, _) => Task.FromResult(services.GetRequiredService<Backup>().Save(parsed.GetRequiredValue(folder))),
            (saved, output) => output.Print(new { Folder = saved }, $"Backed up to {saved}."),
            ct));
        return command;
    }

    public static Command Restore(VerbHost host)
    {
        var folder = new Argument<string>("folder") { Description = "A folder that the verb backup made." };
        var command = new Command("restore", "Bring a back-up in; the portal must be stopped. What was there is moved aside.") { folder };
        command.SetAction((parsed, ct) => host.RunAsync(
            parsed,
            (services, _) => Task.FromResult(RestoreAlone(services, parsed.GetRequiredValue(folder))),
            (aside, output) => output.Print(new { MovedAside = aside }, $"Restored. What was there before lies in {aside}."),
            ct));
        return command;
    }

    private static Outcome<string> RestoreAlone(IServiceProvider services, string folder)
    {
        var taken = DataFolderLock.Take(services.GetRequiredService<PortalPaths>());
        if (!taken.Ok)
            return taken.Refusal;
        using (taken.Value)
            return services.GetRequiredService<Backup>().Restore(folder);
    }
}
