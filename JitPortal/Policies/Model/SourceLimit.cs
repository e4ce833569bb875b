namespace JitPortal.Policies.Model;

/// <summary>For which addresses access may be asked for; a later value is stricter.</summary>
public enum SourceLimit
{
    /// <summary>Any machine, also where nobody is asked; an approver is told that it is another one.</summary>
    Any,

    /// <summary>Another machine only where somebody decides, who is told so.</summary>
    Told,

    /// <summary>Only an address that the person is known to come from.</summary>
    Own,
}
