using System.Text.RegularExpressions;
using JitPortal.Shared;
using Microsoft.AspNetCore.DataProtection;

namespace JitPortal.Enforcement.Ssh;

/// <summary>Makes points of kind <c>ssh-certificates</c>; each has an authority of its own, so hosts of one do not take certificates of another.</summary>
internal sealed partial class SshCertificateKind(
    IDataProtectionProvider protection,
    TimeProvider time,
    ILogger<SshCertificatePoint> log,
    EnforcementFolder folder
) : IPointKind
{
    public string Kind => "ssh-certificates";

    public Outcome<IEnforcementPoint> Create(string name, IConfigurationSection settings)
    {
        if (!FolderName().IsMatch(name))
            return Refusal.Invalid(
                "point-name",
                $"The name “{name}” of an SSH point becomes a folder and part of an address: letters, digits, hyphen and underscore only."
            );
        var options = IPointKind.Options<SshOptions>(settings);
        if (!options.Ok)
            return options.Refusal;
        var read = SshSettings.Read(options.Value, settings.Path);
        if (!read.Ok)
            return read.Refusal;
        var own = Path.Combine(folder.Path, "ssh", name);
        return Outcome.From<IEnforcementPoint>(
            new SshCertificatePoint(name, read.Value, own, new CaStore(own, protection, time), time, log)
        );
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$(?!\n)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FolderName();
}
