using System.CommandLine;
using JitPortal.Enforcement.Ssh;

namespace JitPortal.CommandLine;

/// <summary><c>ssh-ca show|rotate</c>: the keys that hosts trust for SSH certificates.</summary>
internal static class SshAuthorityVerbs
{
    public static Command Create(VerbHost host) => new("ssh-ca", "The SSH certificate authority.") { Show(host), Rotate(host) };

    private static Command Show(VerbHost host)
    {
        var point = Point();
        var command = new Command("show", "Print the public keys that hosts should trust, as lines for TrustedUserCAKeys.") { point };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) => services.GetRequiredService<SshAuthorities>().KeysAsync(parsed.GetValue(point), c),
                    (keys, output) => output.Print(keys, string.Join('\n', keys)),
                    ct
                )
        );
        return command;
    }

    private static Command Rotate(VerbHost host)
    {
        var point = Point();
        var atOnce = new Option<bool>("--at-once")
        {
            Description = "Withdraw the old key now: all certificates that it signed are refused as soon as hosts fetch the lists.",
        };
        var command = new Command(
            "rotate",
            "Make a new key sign; the old one stays trusted until its last certificate has ended. Prints what hosts should trust."
        )
        {
            point,
            atOnce,
        };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        services.GetRequiredService<SshAuthorities>().RotateAsync(parsed.GetValue(point), parsed.GetValue(atOnce), c),
                    (keys, output) => output.Print(keys, string.Join('\n', keys)),
                    ct
                )
        );
        return command;
    }

    private static Option<string?> Point() =>
        new("--point") { Description = "Name of the enforcement point; needed when there are several of kind ssh-certificates." };
}
