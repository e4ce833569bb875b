using System.Net;
using JitPortal.CommandLine;
using JitPortal.Tests.Support;

namespace JitPortal.Tests.CommandLine;

/// <summary>The real program, run as scripts run it.</summary>
public sealed class VerbTests
{
    [Fact]
    public async Task UserAndToken_PortalStopped_WorkAndPrintWhatScriptsNeed()
    {
        await using var portal = new Portal();
        var boss = await portal.RunWithInputAsync(
            PortalApp.Password,
            "user",
            "add",
            "boss@example.org",
            "--role",
            "Admin",
            "--password-stdin"
        );
        var ann = await portal.RunWithInputAsync(
            PortalApp.Password,
            "user",
            "add",
            "ann@example.org",
            "--name",
            "Ann Berger",
            "--role",
            "Requester,approver",
            "--group",
            "dba",
            "--group",
            "web",
            "--manager",
            "boss@example.org",
            "--password-stdin",
            "--json"
        );
        Assert.Equal((ExitCode.Done, "Added boss@example.org."), (boss.Code, boss.Text));
        Assert.Equal(["Requester", "Approver"], ann.Json.GetProperty("roles").EnumerateArray().Select(r => r.GetString()));

        var list = await portal.RunAsync("user", "list", "--json");
        Assert.Equal(["Ann Berger", "boss"], list.Json.EnumerateArray().Select(p => p.GetProperty("name").GetString()));

        var token = await portal.RunAsync(
            "token",
            "create",
            "--user",
            "ann@example.org",
            "--name",
            "robot",
            "--scope",
            "scans:read",
            "--expires",
            "2h"
        );
        Assert.Equal(ExitCode.Done, token.Code);
        Assert.Matches("^jit_[A-Za-z0-9_-]{43}$", token.Text);
        Assert.Empty(token.Error);
    }

    [Fact]
    public async Task User_AddedWhileThePortalRuns_LogsInAtOnceAndOutWhenDisabled()
    {
        await using var portal = new Portal();
        var (address, lines) = await portal.ServeAsync();
        Assert.Contains(
            lines,
            l => l.StartsWith("http://localhost:", StringComparison.Ordinal) && l.Contains("/setup#", StringComparison.Ordinal)
        );
        await portal.RunWithInputAsync(PortalApp.Password, "user", "add", "boss@example.org", "--role", "Admin", "--password-stdin");
        await portal.RunWithInputAsync(PortalApp.Password, "user", "add", "ann@example.org", "--role", "Auditor", "--password-stdin");
        var token = (await portal.RunAsync("token", "create", "--user", "ann@example.org", "--name", "robot")).Text;
        using var client = new HttpClient { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/journal")).StatusCode);
        Assert.Equal(ExitCode.Done, (await portal.RunAsync("health", "--urls", address.ToString())).Code);

        Assert.Equal(ExitCode.Done, (await portal.RunAsync("user", "disable", "ann@example.org")).Code);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/journal")).StatusCode);
    }

    [Theory]
    [InlineData(ExitCode.WrongUse, "user", "fly")]
    [InlineData(ExitCode.WrongUse, "nonsense")]
    [InlineData(ExitCode.WrongUse, "user", "add", "ann@example.org", "--role", "King")]
    [InlineData(ExitCode.WrongUse, "token", "create", "--user", "ann@example.org")]
    [InlineData(ExitCode.WrongUse, "token", "create", "--user", "ann@example.org", "--name", "x", "--expires", "soon")]
    [InlineData(ExitCode.Failed, "user", "disable", "nobody@example.org")]
    [InlineData(ExitCode.Failed, "user", "add", "not-an-address", "--role", "Requester")]
    [InlineData(ExitCode.Failed, "token", "create", "--user", "nobody@example.org", "--name", "x")]
    [InlineData(ExitCode.DoesNotHold, "health", "--urls", "http://127.0.0.1:1")]
    [InlineData(ExitCode.Done, "--help")]
    public async Task Verb_ExitCode_SaysWhatHappenedInOneSentence(int code, params string[] args)
    {
        await using var portal = new Portal();

        var answer = await portal.RunAsync(args);

        Assert.Equal(code, answer.Code);
        if (code == ExitCode.Done)
            return;
        Assert.Empty(answer.Text);
        Assert.Single(answer.Error.Split('\n'));
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_DataFolderThatCannotBe_FailsWithASentence()
    {
        await using var portal = new Portal();
        var file = Path.Combine(portal.Data, "file");
        await File.WriteAllTextAsync(file, "");

        var answer = await portal.RunAsync("user", "list", "--data", Path.Combine(file, "below"));

        Assert.NotEqual(ExitCode.Done, answer.Code);
        Assert.Single(answer.Error.Split('\n'));
    }
}
