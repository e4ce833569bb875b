using JitPortal.Inventory.Model;
using JitPortal.Shared;

namespace JitPortal.Inventory;

/// <summary>Finds every problem of a list of rules before it is saved.</summary>
internal static class SensitivityChecks
{
    private const int MaxRules = 500;
    private const int MaxEntries = 200;
    private const int MaxText = 200;

    /// <summary>The rule as it is checked and kept.</summary>
    public static SensitivityRuleView Read(SensitivityRuleView typed) =>
        typed with
        {
            Name = TypedText.Line(typed.Name),
            Ports = Lines(typed.Ports),
            Names = Lines(typed.Names),
            Products = Lines(typed.Products),
            Cpes = Lines(typed.Cpes),
            Networks = Lines(typed.Networks),
            Tags = Lines(typed.Tags),
            Owner = TypedText.LineOrNull(typed.Owner),
        };

    public static IReadOnlyList<Problem> Of(IReadOnlyList<SensitivityRuleView> rules)
    {
        var problems = new List<Problem>();
        if (rules.Count > MaxRules)
            problems.Add(new Problem("rules", $"There are more than {MaxRules} rules; join some."));
        for (var i = 0; i < rules.Count; i++)
        {
            var (rule, where) = (rules[i], $"rules[{i}]");
            if (string.IsNullOrWhiteSpace(rule.Name))
                problems.Add(new Problem($"{where}.name", "Give the rule a name."));
            else if (rules.Take(i).Any(r => string.Equals(r.Name, rule.Name, StringComparison.OrdinalIgnoreCase)))
                problems.Add(
                    new Problem(
                        $"{where}.name",
                        $"There is another rule called “{TypedText.Quoted(rule.Name)}”; give this one its own name."
                    )
                );
            if (rule.Sensitivity is null && rule.Tags.Count == 0 && string.IsNullOrWhiteSpace(rule.Owner))
                problems.Add(
                    new Problem(where, $"“{TypedText.Quoted(rule.Name)}” says nothing: give it a sensitivity, a tag or an owner.")
                );
            if (rule.Ports.Count + rule.Names.Count + rule.Products.Count + rule.Cpes.Count + rule.Networks.Count == 0)
                problems.Add(
                    new Problem(
                        where,
                        $"“{TypedText.Quoted(rule.Name)}” matches everything: give it a port, name, product, CPE or network."
                    )
                );
            foreach (var port in rule.Ports.Where(p => !PortRange.TryParse(p, out _)))
                problems.Add(new Problem($"{where}.ports", $"“{TypedText.Quoted(port)}” is no port; write 5432/tcp, 6000-6010/tcp or 53."));
            foreach (var network in rule.Networks)
            {
                if (!AddressRange.TryParse(network, out _, out var problem))
                    problems.Add(new Problem($"{where}.networks", problem));
            }
            foreach (var (field, texts) in Texts(rule))
            {
                if (texts.Count > MaxEntries)
                    problems.Add(new Problem($"{where}.{field}", $"There are more than {MaxEntries} entries; make two rules of it."));
                if (texts.Any(t => t.Length > MaxText))
                    problems.Add(new Problem($"{where}.{field}", $"One entry has at most {MaxText} characters."));
                if (field is not ("name" or "owner" or "ports" or "networks") && texts.Any(string.IsNullOrWhiteSpace))
                    problems.Add(new Problem($"{where}.{field}", "An entry is empty; leave it out."));
            }
        }
        return problems;
    }

    private static IReadOnlyList<string> Lines(IReadOnlyList<string> typed) => [.. typed.Select(TypedText.Line)];

    private static IEnumerable<(string Field, IReadOnlyList<string> Texts)> Texts(SensitivityRuleView rule) =>
        [
            ("name", [rule.Name]),
            ("ports", rule.Ports),
            ("names", rule.Names),
            ("products", rule.Products),
            ("cpes", rule.Cpes),
            ("networks", rule.Networks),
            ("tags", rule.Tags),
            ("owner", [rule.Owner ?? ""]),
        ];
}
