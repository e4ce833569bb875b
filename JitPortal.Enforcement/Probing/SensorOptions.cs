using JitPortal.Shared;

namespace JitPortal.Enforcement.Probing;

/// <summary>An entry of <c>Enforcement:Sensors</c>: the same program at another place of the network, which only looks.</summary>
internal sealed class SensorOptions
{
    public string? Name { get; set; }

    /// <summary>E-mail address of the account whose API token the sensor uses. NB. Nobody else may answer in its name.</summary>
    public string? Account { get; set; }

    /// <summary>At which site it stands; it looks at no service of another one.</summary>
    public string Site { get; set; } = SiteName.Main;

    /// <summary>Networks that it stands in: it looks for people whose address lies there.</summary>
    public IReadOnlyList<string> Networks { get; set; } = [];
}
