namespace JitPortal.Identity;

/// <summary>What comes after an attempt to sign in that was not refused.</summary>
public enum SignInStep
{
    /// <summary>The session has begun.</summary>
    Done,

    /// <summary>The password was right; a code of the authenticator app is asked for next.</summary>
    SecondFactor,
}
