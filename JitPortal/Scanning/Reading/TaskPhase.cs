namespace JitPortal.Scanning.Reading;

public enum TaskPhase
{
    Begin,
    Progress,
    End,
}
