using System.Globalization;
using JitPortal.Policies.Model;
using JitPortal.Shared;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace JitPortal.Policies;

/// <summary>Writes a book in the form that <see cref="PolicyYaml.Read"/> reads; keys that say nothing are left out.</summary>
internal static class PolicyYamlWriter
{
    public static string Write(PolicySet book, string formVersion)
    {
        var root = new YamlMappingNode { { "version", formVersion }, { "rules", new YamlSequenceNode(book.Rules.Select(Rule)) } };
        using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(
            new Emitter(writer, EmitterSettings.Default.WithBestWidth(int.MaxValue)),
            assignAnchors: false
        );
        var text = writer.ToString();
        // The emitter closes each document with its end mark, which nobody writes by hand.
        return text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
    }

    private static YamlNode Rule(PolicyRule rule)
    {
        var map = new YamlMappingNode { { "name", Text(rule.Name) } };
        Add(map, "match", Match(rule.Match));
        map.Add("decision", rule.Decision.ToString().ToLowerInvariant());
        Add(map, "sentence", rule.Sentence.Length > 0 ? Text(rule.Sentence) : null);
        Add(map, "stages", rule.Stages.Count > 0 ? new YamlSequenceNode(rule.Stages.Select(Stage)) : null);
        Add(map, "limits", LimitsOf(rule.Limits));
        Add(map, "extend", rule.Extend is null ? null : Extend(rule.Extend));
        Add(map, "enforce", Texts(rule.Enforce));
        Add(map, "lease", rule.Lease == LeaseKind.Full ? null : Text("dead-man"));
        Add(map, "onPolicyChange", rule.OnPolicyChange == PolicyChangeEffect.Keep ? Text("keep") : null);
        Add(map, "breakGlass", rule.BreakGlassGroups.IsEmpty ? null : Flow(("groups", Texts(rule.BreakGlassGroups))));
        return map;
    }

    private static YamlMappingNode? Match(Match match)
    {
        var services = Flow(
            ("networks", Texts(match.Networks.Select(n => n.ToString()))),
            ("ports", Texts(match.Ports.Select(p => p.ToString()))),
            ("names", Texts(match.Names.Select(n => n.Text))),
            ("products", Texts(match.Products.Select(n => n.Text))),
            ("cpes", Texts(match.Cpes.Select(n => n.Text))),
            ("sensitivity", match.Sensitivity is { } sensitivity ? Text($"{sensitivity}+") : null),
            ("tags", Texts(match.Tags)),
            ("owners", Texts(match.Owners)),
            ("findings", match.Findings is { } findings ? Text($"{findings}+") : null)
        );
        var requesters = Flow(("groups", Texts(match.Groups)));
        var map = new YamlMappingNode();
        Add(map, "sites", Texts(match.Sites));
        Add(map, "services", services.Children.Count > 0 ? services : null);
        Add(map, "requesters", requesters.Children.Count > 0 ? requesters : null);
        return map.Children.Count > 0 ? map : null;
    }

    private static YamlMappingNode Stage(Stage stage) =>
        Flow(
            ("approvers", Texts(stage.Approvers.Select(a => a.ToText()))),
            ("needed", Text(stage.Needed.ToString(CultureInfo.InvariantCulture))),
            ("remindAfter", Duration(stage.RemindAfter)),
            ("escalateAfter", Duration(stage.EscalateAfter)),
            ("escalateTo", Texts(stage.EscalateTo?.Select(a => a.ToText()) ?? []))
        );

    private static YamlMappingNode? LimitsOf(Limits limits)
    {
        var map = Flow(
            ("default", Duration(limits.Default)),
            ("max", Duration(limits.Max)),
            ("reason", limits.ReasonRequired ? Text("required") : null),
            ("ticket", limits.Ticket is { } ticket ? Text(ticket.Text) : null),
            ("factAge", Duration(limits.FactAge)),
            ("startWithin", Duration(limits.StartWithin)),
            ("pendingFor", Duration(limits.PendingFor)),
            ("windows", Texts(limits.Windows.Select(w => w.Text))),
            ("source", limits.Source is { } source ? Text(source.ToString().ToLowerInvariant()) : null),
            ("stepUp", Texts(limits.StepUp.Select(s => s.ToString().ToLowerInvariant())))
        );
        return map.Children.Count > 0 ? map : null;
    }

    private static YamlMappingNode Extend(ExtendRule extend) =>
        Flow(("max", Duration(extend.Max)), ("decision", Text(extend.Decision.ToString().ToLowerInvariant())));

    private static YamlMappingNode Flow(params (string Key, YamlNode? Value)[] entries)
    {
        var map = new YamlMappingNode { Style = MappingStyle.Flow };
        foreach (var (key, value) in entries)
            Add(map, key, value);
        return map;
    }

    private static void Add(YamlMappingNode map, string key, YamlNode? value)
    {
        if (value is not null)
            map.Add(key, value);
    }

    private static YamlScalarNode? Duration(TimeSpan? duration) => duration is { } known ? Text(DurationText.ToIso(known)) : null;

    private static YamlSequenceNode? Texts(IEnumerable<string> texts)
    {
        var items = texts.Select(Text).ToList();
        return items.Count > 0 ? new YamlSequenceNode(items) { Style = SequenceStyle.Flow } : null;
    }

    /// <summary>Quoted unless it is a plain word: what looks like null, a number or an anchor stays a text.</summary>
    private static YamlScalarNode Text(string text) =>
        new(text)
        {
            Style =
                text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/' or '.' or '@' or '+') && text is not ("null" or "")
                    ? ScalarStyle.Any
                    : ScalarStyle.DoubleQuoted,
        };
}
