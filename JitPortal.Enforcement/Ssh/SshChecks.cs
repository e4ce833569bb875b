using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Ssh;

/// <summary>Looks at what an SSH point needs, for the operator's page.</summary>
internal sealed class SshChecks(SshSettings settings, SshLogin login, SshCertificatePoint point)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<PointCheck>> LookAsync(TimeProvider time, CancellationToken ct)
    {
        var checks = new List<PointCheck> { await AuthorityAsync(ct), await ListAsync(time, ct) };
        checks.AddRange(Programs());
        checks.AddRange(await Task.WhenAll(point.Glance().Select(d => d.Service).Distinct().Take(10).Select(s => TargetAsync(s, ct))));
        if (settings is { ProbeLogin: true, KnownHosts: not null })
            checks.Add(
                new PointCheck(
                    "Proofs",
                    true,
                    "Openings and closures are proved by a log-in from the portal's machine, with a certificate of no grant as the control. Who reaches the port is decided elsewhere."
                )
            );
        return checks;
    }

    private async Task<PointCheck> AuthorityAsync(CancellationToken ct)
    {
        const string Name = "Key of the authority";
        try
        {
            var set = await point.Authority.EnsureAsync(ct);
            var opened = point.Authority.Open(set);
            if (!opened.Ok)
                return new PointCheck(Name, false, opened.Refusal.Sentence, "Put back the data folder's keys, or: ssh-ca rotate.");
            opened.Value.Dispose();
            return OperatingSystem.IsWindows() || File.GetUnixFileMode(point.Authority.File) == AtomicFile.Private
                ? new PointCheck(Name, true, $"{set.Current.Fingerprint} signs.")
                : new PointCheck(Name, false, $"{point.Authority.File} can be read by others.", $"chmod 600 {point.Authority.File}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PointCheck(Name, false, e.Message, "Let the portal's user write to its data folder.");
        }
    }

    private async Task<PointCheck> ListAsync(TimeProvider time, CancellationToken ct)
    {
        const string Name = "List of revoked certificates";
        try
        {
            var list = await point.RevocationListAsync(ct);
            if (settings.KrlPath is not { } path)
                return new PointCheck(Name, true, $"{list.Length} bytes, for hosts to fetch.");
            if (ChildProgram.Find("ssh-keygen") is not { } keygen)
                return new PointCheck(Name, true, $"Written to {path}; there is no ssh-keygen here to read it back.");
            var read = await ChildProgram.RunAsync(keygen, ["-Ql", "-f", path], null, Patience, time, ct);
            return read.Succeeded
                ? new PointCheck(Name, true, $"Written to {path}, and ssh-keygen reads it.")
                : new PointCheck(Name, false, $"ssh-keygen cannot read {path}.", "See who else writes that file.");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or InvalidDataException or System.ComponentModel.Win32Exception)
        {
            return new PointCheck(
                Name,
                false,
                e.Message,
                "Let the portal's user write to the folder of KrlPath; until then nobody's certificate can be taken away early."
            );
        }
    }

    private IEnumerable<PointCheck> Programs()
    {
        if (!settings.ProbeLogin)
        {
            yield return new PointCheck(
                "Proof by log-in",
                false,
                "ProbeLogin is off, so nothing at this point can be proved.",
                "Set ProbeLogin to true."
            );
            yield break;
        }

        yield return login.Client is { } client
            ? new PointCheck("OpenSSH client", true, $"{client} is there.")
            : new PointCheck(
                "OpenSSH client",
                false,
                "There is no OpenSSH client, so nothing at this point can be proved.",
                "Install openssh-client, or set SshPath."
            );
        yield return settings.KnownHosts is { } hosts && File.Exists(hosts)
            ? new PointCheck("Host keys", true, $"{hosts} is there.")
            : new PointCheck(
                "Host keys",
                false,
                "Host keys of the targets are not known, so nothing that they answer proves anything.",
                "Set KnownHosts to a file in known_hosts form that you checked."
            );
    }

    private async Task<PointCheck> TargetAsync(Endpoint service, CancellationToken ct) =>
        await login.GreetsAsync(service, ct)
            ? new PointCheck($"sshd on {service.HostPort}", true, "It greets.")
            : new PointCheck(
                $"sshd on {service.HostPort}",
                false,
                "No sshd greets there from the portal's machine.",
                "Check that it runs and that the portal may reach it."
            );
}
