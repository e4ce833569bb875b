using System.Net.Sockets;
using JitPortal.Enforcement.Model;
using JitPortal.Shared;

namespace JitPortal.Enforcement.Webhooks;

/// <summary>Looks at a receiver for the operator's page.</summary>
internal sealed class WebhookChecks(WebhookSettings settings, WebhookClient client)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<PointCheck>> RunAsync(CancellationToken ct) =>
        [await SecretAsync(ct), await AddressAsync(ct), settings.Reconcile ? await ListAsync(ct) : NoList(), Proofs()];

    private PointCheck Proofs() =>
        new(
            "Proofs",
            true,
            settings.Reconcile
                ? "Openings and closures are checked against the receiver's own list. What it really does is not tested over the network."
                : "Openings and closures are requested; nothing verifies them."
        );

    private static PointCheck NoList() =>
        new(
            "List",
            false,
            "The receiver offers no list (Reconcile is off): every state is requested, none is verified.",
            "Let the receiver answer GET /grants and turn Reconcile on."
        );

    private async Task<PointCheck> SecretAsync(CancellationToken ct)
    {
        try
        {
            await WebhookSignature.KeysAsync(settings.SecretFile, ct);
            var open =
                !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(settings.SecretFile) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None;
            return open
                ? new PointCheck(
                    "Secret",
                    false,
                    $"Everybody on this machine can read or change {settings.SecretFile}.",
                    $"chmod 600 {settings.SecretFile}"
                )
                : new PointCheck("Secret", true, "The secret is there.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PointCheck(
                "Secret",
                false,
                e is InvalidDataException ? e.Message : $"The portal cannot read {settings.SecretFile}.",
                "Make it with the command among the snippets."
            );
        }
    }

    private async Task<PointCheck> AddressAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await using var stream = await client.Guard.ConnectAsync(settings.Url.IdnHost, settings.Url.Port, patience.Token);
            return new PointCheck("Address", true, $"{settings.Url.Authority} accepts connections.");
        }
        catch (GuardedAddressException e)
        {
            return new PointCheck("Address", false, e.Message, "AllowedNetworks: name the receiver's own address, nothing wider.");
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new PointCheck(
                "Address",
                false,
                $"{settings.Url.Authority} does not accept connections.",
                "Look whether the receiver runs and whether a firewall is between."
            );
        }
    }

    private async Task<PointCheck> ListAsync(CancellationToken ct)
    {
        var list = await client.ListAsync(ct);
        return list.Grants is { } grants
            ? new PointCheck("List", true, $"The receiver took the portal's signature and lists {grants.Count} grants.")
            : new PointCheck(
                "List",
                false,
                list.Trouble!,
                "Compare the receiver's secret and clock with the portal's; the reference receiver shows what is expected."
            );
    }
}
