using System.Globalization;
using System.Text.RegularExpressions;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Nftables;

/// <summary><see cref="NftablesOptions"/> after reading.</summary>
/// <param name="Target">The socket's path, or the machine's name.</param>
/// <param name="User">The account on the machine elsewhere.</param>
internal sealed partial record NftablesSettings(
    Placement Placement,
    IReadOnlyList<Guard> Guards,
    ApplierAddress Place,
    string Target,
    string User,
    int Port,
    string? IdentityFile,
    string? KnownHostsFile,
    TimeSpan Poll,
    string? NetworkNamespace,
    string? ProbeNamespace
)
{
    /// <summary>Every guarded range is a rule that packets walk past.</summary>
    private const int MostGuards = 500;

    /// <summary>The settings, or every problem in them at once.</summary>
    /// <param name="path">Where they stand, such as <c>Enforcement:Points:0</c>.</param>
    public static Outcome<NftablesSettings> Read(NftablesOptions options, string path)
    {
        var problems = new List<Problem>();
        var placement = options.Placement.Trim().ToLowerInvariant() switch
        {
            "forward" => Placement.Forward,
            "host" => Placement.Host,
            _ => (Placement?)null,
        };
        if (placement is null)
            Say("Placement", $"“{options.Placement}” is not a placement; write forward (a router) or host (the protected machine itself).");
        var guards = new List<Guard>();
        foreach (var text in options.Guards)
            if (Guard.TryParse(text, out var guard, out var problem))
                guards.Add(guard);
            else
                Say("Guards", problem);
        if (options.Guards.Count is 0 or > MostGuards)
            Say(
                "Guards",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"says what is protected: at least one entry such as 10.60.2.0/24 5432/tcp, and at most {MostGuards}."
                )
            );
        var remote = Remote().Match(options.Applier);
        var place =
            options.Applier == "direct" ? ApplierAddress.Direct
            : options.Applier.StartsWith('/') ? ApplierAddress.Socket
            : ApplierAddress.Ssh;
        if (place == ApplierAddress.Ssh && !remote.Success)
            Say("Applier", $"“{options.Applier}” is no applier; write direct, the absolute path of a socket, or user@machine.");
        if (place == ApplierAddress.Socket && !Socket().IsMatch(options.Applier))
            Say(
                "Applier",
                $"“{options.Applier}” must name a socket in a folder of its own, such as /run/jitportal/applier.sock, with letters, digits, hyphens and dots."
            );
        foreach (var (name, file) in new[] { ("IdentityFile", options.IdentityFile), ("KnownHostsFile", options.KnownHostsFile) })
            if (place == ApplierAddress.Ssh ? file is null || !Path.IsPathFullyQualified(file) : file is not null)
                Say(
                    name,
                    place == ApplierAddress.Ssh
                        ? "must be the absolute path of a file: the portal trusts no other key and no other machine."
                        : "goes with an applier by SSH only."
                );
        foreach (var (name, space) in new[] { ("NetworkNamespace", options.NetworkNamespace), ("ProbeNamespace", options.ProbeNamespace) })
            if (
                space is not null
                && (place == ApplierAddress.Ssh || !Name().IsMatch(space) || (name == "NetworkNamespace" && place != ApplierAddress.Direct))
            )
                Say(name, $"“{space}” must be the name of a network namespace of this machine, and does not go with an applier elsewhere.");
        var poll = options.Poll ?? TimeSpan.FromSeconds(place == ApplierAddress.Ssh ? 5 : 1);
        if (poll < TimeSpan.FromMilliseconds(200) || poll > TimeSpan.FromMinutes(1))
            Say("Poll", "must lie between 0.2 seconds and a minute.");
        if (problems.Count > 0)
            return Refusal.Invalid("nftables-settings", string.Join(' ', problems.Select(p => p.Sentence)), problems);
        return new NftablesSettings(
            placement!.Value,
            guards,
            place,
            remote.Success ? remote.Groups["host"].Value.Trim('[', ']') : options.Applier,
            remote.Groups["user"].Value,
            remote.Groups["port"] is { Success: true, Value: var port } ? int.Parse(port, CultureInfo.InvariantCulture) : 22,
            options.IdentityFile,
            options.KnownHostsFile,
            poll,
            options.NetworkNamespace,
            options.ProbeNamespace
        );

        void Say(string field, string sentence) => problems.Add(new Problem($"{path}:{field}", $"{path}:{field} {sentence}"));
    }

    /// <summary>NB. Neither part may begin with a hyphen, which ssh would take for an option.</summary>
    [GeneratedRegex(
        @"^(?<user>[a-z_][a-z0-9_-]{0,31})@(?<host>[A-Za-z0-9][A-Za-z0-9.-]{0,252}|\[[0-9a-fA-F:.]+\])(:(?<port>[1-9][0-9]{0,4}))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Remote();

    /// <summary>Kernel: at most 107 bytes. In /run itself only root may make a socket, and the applier is not root.</summary>
    [GeneratedRegex(
        @"^(?=.{1,107}$)(?!(/var)?/run/[^/]*$)(/[A-Za-z0-9_-][A-Za-z0-9_.-]*){2,}$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Socket();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
