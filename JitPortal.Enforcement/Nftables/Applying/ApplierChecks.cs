using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables.Applying;

/// <summary>Looks at what an applier needs on its machine. Travels as lines: ok or no, name, what was seen, what helps; parted by tabs.</summary>
internal static class ApplierChecks
{
    private static readonly string[] Places = ["/usr/sbin/nft", "/usr/local/sbin/nft"];

    public static async Task<IReadOnlyList<PointCheck>> LookAsync(
        NftTools tools,
        Placement placement,
        Outcome<string> rules,
        CancellationToken ct
    )
    {
        var checks = new List<PointCheck> { await VersionAsync(tools, ct), await RightAsync(tools, ct), await ReadableAsync(tools, ct) };
        checks.Add(
            rules.Ok
                ? new PointCheck("Rules", true, "The applier holds the rules of this point.")
                : new PointCheck("Rules", false, rules.Refusal.Sentence, "Install the boot file that is shown below.")
        );
        checks.Add(
            placement == Placement.Host
                ? Tool("ss", "cut idle sessions", "iproute2")
                : Tool("conntrack", "cut idle sessions at both ends", "conntrack")
        );
        return checks;
    }

    public static string Write(IEnumerable<PointCheck> checks) =>
        string.Concat(checks.Select(c => $"{(c.Ok ? "ok" : "no")}\t{Clean(c.Name)}\t{Clean(c.Seen)}\t{Clean(c.Fix ?? "")}\n"));

    /// <summary>A machine elsewhere wrote this: what does not fit is left out.</summary>
    public static IReadOnlyList<PointCheck> Read(string lines) =>
        [
            .. lines
                .Split('\n')
                .Select(l => l.Split('\t'))
                .Where(p => p.Length == 4 && p[0] is "ok" or "no")
                .Select(p => new PointCheck(p[1], p[0] == "ok", p[2], p[3].Length == 0 ? null : p[3])),
        ];

    private static async Task<PointCheck> VersionAsync(NftTools tools, CancellationToken ct)
    {
        var ran = await tools.RunAsync("nft", ["--version"], "", ct);
        if (!ran.Ok)
            return new PointCheck(
                "nft",
                false,
                ran.Refusal.Sentence,
                "Debian, Ubuntu: apt install nftables; Fedora: dnf install nftables."
            );
        var several = Places.Where(File.Exists).ToList();
        return several.Count > 1
            ? new PointCheck(
                "nft",
                false,
                $"There are several nft on this machine: {string.Join(", ", several)}.",
                "Keep one: a set made by nft 1.1 crashes nft 1.0 at every listing."
            )
            : new PointCheck("nft", ran.Value.ExitCode == 0, ran.Value.Output.Trim());
    }

    private static async Task<PointCheck> RightAsync(NftTools tools, CancellationToken ct)
    {
        // -c tries without doing, which asks the kernel for the same right.
        var ran = await tools.RunAsync("nft", ["-c", "-f", "-"], "add table inet jitportal\n", ct);
        var able = ran is { Ok: true, Value.ExitCode: 0 };
        return new PointCheck(
            "Right to filter",
            able,
            able ? "The applier may touch the kernel's tables." : "The applier may not touch the kernel's tables.",
            able ? null : "Give it the capability CAP_NET_ADMIN, or use the applier behind a socket."
        );
    }

    /// <summary>The one reliable test for versions that do not go together is whether nft survives reading everything.</summary>
    private static async Task<PointCheck> ReadableAsync(NftTools tools, CancellationToken ct)
    {
        var ran = await tools.RunAsync("nft", ["list", "ruleset"], "", ct);
        return ran is { Ok: true, Value.ExitCode: > 128 }
            ? new PointCheck(
                "All tables",
                false,
                "nft crashes when it lists the tables: another version of nft made one of them.",
                "Use one version of nft on the machine, also from containers."
            )
            : new PointCheck("All tables", ran is { Ok: true, Value.ExitCode: 0 }, "nft can list all tables of the machine.");
    }

    private static PointCheck Tool(string name, string purpose, string package) =>
        ChildProgram.Find(name) is { } path
            ? new PointCheck(name, true, $"{path} is there to {purpose}.")
            : new PointCheck(
                name,
                false,
                $"Without {name} idle sessions are not reset at once; nothing passes all the same.",
                $"Install the package {package}."
            );

    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
