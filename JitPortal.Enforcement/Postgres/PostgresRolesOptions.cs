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

/// <summary>One server: the services that are it, and how the portal itself logs in there.</summary>
internal sealed class PostgresServerOptions
{
    /// <summary>The service as the inventory knows it, such as <c>10.20.4.7:5432</c>; several when the server has several addresses.</summary>
    public IReadOnlyList<string> Guards { get; set; } = [];

    public string Host { get; set; } = "";

    public int Port { get; set; } = 5432;

    public string UserName { get; set; } = "jitportal";

    /// <summary>Read anew at each log-in, so that a changed password needs no restart.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary><c>VerifyFull</c>, <c>VerifyCA</c>, <c>Require</c> or <c>Disable</c>.</summary>
    public string SslMode { get; set; } = "VerifyFull";

    public string? RootCertificate { get; set; }

    /// <summary>The first is where the portal logs in and where holders are sent to.</summary>
    public IReadOnlyList<string> Databases { get; set; } = [];
}
