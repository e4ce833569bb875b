namespace JitPortal.Enforcement.Postgres;

/// <summary>One entry of <c>Enforcement:Points</c> of kind <c>postgres-roles</c>, as written.</summary>
internal sealed class PostgresRolesOptions
{
    /// <summary>Every role whose name begins so is this point's: no other portal or point on that server may use it.</summary>
    public string Prefix { get; set; } = "jitgrant_";

    /// <summary>What a temporary role is made a member of.</summary>
    public IReadOnlyList<string> TemplateRoles { get; set; } = [];

    /// <summary>Sessions that one temporary role may have at a time.</summary>
    public int ConnectionLimit { get; set; } = 4;

    /// <summary>The role that gets what a temporary role made, before that role is dropped.</summary>
    public string OwnedObjectsTo { get; set; } = "";

    public IReadOnlyList<PostgresServerOptions> Servers { get; set; } = [];
}
