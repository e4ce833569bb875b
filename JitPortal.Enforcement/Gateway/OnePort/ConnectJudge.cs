using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Decides who passes through the one port.</summary>
internal sealed partial class ConnectJudge(TokenBrake brake, Func<GrantId, GatewayDoor?> find, ILogger log)
{
    /// <summary>Null when the connection passed and belongs to its door now; else what to answer.</summary>
    public ConnectAnswer? Judge(ConnectHead head, Entrant entrant)
    {
        if (head.Method != "CONNECT")
            return ConnectAnswer.OnlyConnect;
        if (!head.HasCredentials)
            return ConnectAnswer.WhoAreYou;
        if (brake.IsOn(entrant.Source.Address))
            return ConnectAnswer.TooManyTries;
        var door = GrantId.TryParse(head.User, null, out var grant) ? find(grant) : null;
        if (!TokenHash.Fits(door?.Token, head.Password!) || door is null)
        {
            if (brake.Count(entrant.Source.Address))
                Log.Braked(log, entrant.Source.Address.ToString(), TokenBrake.Wrong);
            return ConnectAnswer.WhoAreYou;
        }

        if (!head.TryTarget(out var target) || target != door.Wanted.Service)
            return ConnectAnswer.OtherTarget;
        var admission = door.Admit(entrant);
        return admission == Admission.Admitted ? null : ConnectAnswer.To(admission);
    }

    private static partial class Log
    {
        [LoggerMessage(
            2012,
            LogLevel.Warning,
            "{Source} tried {Tries} wrong tokens at the gateway within a minute; the rest of the minute it is not listened to"
        )]
        public static partial void Braked(ILogger log, string source, int tries);
    }
}
