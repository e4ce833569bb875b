using System.CommandLine;
using System.Globalization;
using JitPortal.Identity;
using JitPortal.Shared;

namespace JitPortal.CommandLine;

/// <summary><c>token create</c>.</summary>
internal static class TokenVerbs
{
    public static Command Create(VerbHost host) => new("token", "API tokens.") { CreateToken(host) };

    private static Command CreateToken(VerbHost host)
    {
        var user = new Option<string>("--user") { Description = "E-mail address of the person whom the token acts for.", Required = true };
        var name = new Option<string>("--name") { Description = "What the token is for.", Required = true };
        var scopes = new Option<string[]>("--scope")
        {
            Description = "Limits the token; may be given several times (shipped: all that the person may).",
        };
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "Lifetime such as 12h, 30d or PT30M (shipped: 30d).",
            CustomParser = result =>
            {
                if (Lifetime(result.Tokens[0].Value) is { } lifetime)
                    return lifetime;
                result.AddError($"\"{result.Tokens[0].Value}\" is not a lifetime. Write it as 12h, 30d or PT30M.");
                return null;
            },
        };
        var command = new Command("create", "Make a token; its secret is printed once, alone on stdout.") { user, name, scopes, expires };
        command.SetAction(
            (parsed, ct) =>
                host.RunAsync(
                    parsed,
                    (services, c) =>
                        services
                            .GetRequiredService<ApiTokens>()
                            .CreateAsync(
                                Actor.CommandLine,
                                parsed.GetRequiredValue(user),
                                new NewToken(parsed.GetRequiredValue(name), [.. parsed.GetValue(scopes) ?? []], parsed.GetValue(expires)),
                                c
                            ),
                    (issued, output) =>
                        output.Print(
                            new
                            {
                                issued.Token.Id,
                                issued.Token.Name,
                                issued.Token.Scopes,
                                issued.Token.ExpiresAt,
                                Token = issued.Secret,
                            },
                            issued.Secret
                        ),
                    ct
                )
        );
        return command;
    }

    /// <summary>A number with m, h or d, or an ISO 8601 duration.</summary>
    private static TimeSpan? Lifetime(string text)
    {
        if (DurationText.TryParse(text, out var iso))
            return iso;
        if (
            text.Length < 2
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > 100_000
        )
            return null;
        return text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
    }
}
