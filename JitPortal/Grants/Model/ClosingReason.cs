namespace JitPortal.Grants.Model;

/// <summary>Why a grant ended.</summary>
public enum ClosingReason
{
    /// <summary>Time was up.</summary>
    Expired,

    /// <summary>Its holder was done.</summary>
    Released,

    /// <summary>A person took it away.</summary>
    Revoked,

    PolicyChanged,

    /// <summary>Its holder was disabled.</summary>
    SubjectDisabled,

    ServiceGone,

    HostIdentityChanged,

    /// <summary>It could not be opened.</summary>
    OpenFailed,
}
