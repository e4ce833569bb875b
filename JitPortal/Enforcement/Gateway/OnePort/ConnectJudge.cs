using JitPortal.Shared;

namespace JitPortal.Enforcement.Gateway.OnePort;

/// <summary>Decides who passes through the one port.</summary>
internal sealed class ConnectJudge(TokenBrake brake, Func<GrantId, GatewayDoor?> find)
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
            brake.Count(entrant.Source.Address);
            return ConnectAnswer.WhoAreYou;
        }

        if (!head.TryTarget(out var target) || target != door.Wanted.Service)
            return ConnectAnswer.OtherTarget;
        var admission = door.Admit(entrant);
        return admission == Admission.Admitted ? null : ConnectAnswer.To(admission);
    }
}
