namespace JitPortal.Journal;

/// <summary>The entry that a restore leaves behind the last one of its back-up.</summary>
internal static class JournalOfRestores
{
    public const string Type = "portal.restored";
}
