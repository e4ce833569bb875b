using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace JitPortal.Tests.Api;

/// <summary>
/// What a program's author does: makes a typed client from the served description, compiles it together with a small program, and runs
/// the whole loop against a running portal.
/// </summary>
public sealed class TypedClientTests
{
    /// <summary>The author's program. It does not compile when the description names things otherwise or says a wrong type.</summary>
    private const string Loop = """
        using System;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Text;
        using System.Threading.Tasks;
        using Made;

        public static class Loop
        {
            public static async Task<string> RunAsync(HttpClient requester, HttpClient approver, HttpClient op, string xml, string service)
            {
                var ops = new Client(op);
                var imported = await ops.PostScansImportAsync("office", null, null, new MemoryStream(Encoding.UTF8.GetBytes(xml)));
                if (!imported.Complete || imported.Hosts != 1) throw new Exception("import");
                var found = await ops.GetServicesAsync(null, null, null, null, null, null, null, null, null, 10, null);
                if (found.Items.Single().Sensitivity == Sensitivity.Low) throw new Exception("sensitivity");
                var ask = new Ask { Services = new[] { service }, Duration = "PT1M", Reason = "a typed client" };
                var ida = new Client(requester);
                var preview = await ida.PostRequestsPreviewAsync(null, ask);
                if (preview.Verdict.Decision != PolicyDecision.Ask) throw new Exception("preview");
                var made = await ida.PostRequestsAsync("once", ask);
                var again = await ida.PostRequestsAsync("once", ask);
                if (made.Id != again.Id || made.State != RequestState.Pending || made.StartAt != null) throw new Exception("request");
                var approved = await new Client(approver).PostRequestsByIdApproveAsync(made.Id, null, new Approval { Comment = "go" });
                var id = approved.Grants.Single();
                var grant = await ida.GetGrantsByIdAsync(id);
                for (var i = 0; grant.State != GrantState.Open && i < 200; i++)
                {
                    await Task.Delay(50);
                    grant = await ida.GetGrantsByIdAsync(id);
                }
                if (grant.State != GrantState.Open || grant.Connect == null || grant.Deadline == null) throw new Exception("open: " + grant.State);
                if ((await ida.GetGrantsAsync(new[] { GrantState.Open }, true, null, null, null)).Items.Single().Id != id) throw new Exception("list");
                try
                {
                    await new Client(approver).PostGrantsByIdRevokeAsync(id, null, new ReasonBody { Reason = "\u200b" });
                    throw new Exception("not refused");
                }
                catch (ApiException<ApiProblem> refused) when (refused.StatusCode == 422)
                {
                    if (refused.Result.Code != "reason-missing" || refused.Result.Problems.Single().Field != "reason") throw new Exception(refused.Result.Code);
                }
                var revoked = await new Client(approver).PostGrantsByIdRevokeAsync(id, null, new ReasonBody { Reason = "done" });
                return revoked.State + " " + revoked.Note;
            }
        }
        """;

    [Fact]
    public async Task Client_MadeFromTheServedDescription_CompilesAndRunsTheLoop()
    {
        await using var stage = await ApiFixture.SetAsync(ports: "25000-25099");
        using var stranger = stage.App.Visitor();
        var served = await stranger.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.All(
            JsonDocument.Parse(served).RootElement.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject()),
            Complete
        );

        var run = Compile(await MakeAsync(served)).GetType("Loop")!.GetMethod("RunAsync")!;
        var xml = $"""
            <?xml version="1.0"?><nmaprun scanner="nmap" args="nmap -sT -p {stage.Endpoint.Port} 127.0.0.1" start="1767225600" version="7.95"><host><status state="up"/><address addr="127.0.0.1" addrtype="ipv4"/>
            <ports><port protocol="tcp" portid="{stage.Endpoint.Port}"><state state="open"/><service name="postgresql"/></port></ports></host><runstats><finished time="1767225601" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>
            """;
        var said = await (Task<string>)run.Invoke(null, [stage.Requester, stage.Approver, stage.Operator, xml, $"{stage.Endpoint}"])!;

        Assert.Contains(said, new[] { "Closing done", "Closed done" });
    }

    /// <summary>Every call names itself, its answers and its errors.</summary>
    private static void Complete(JsonProperty call)
    {
        Assert.Matches("^(get|post|put|delete)[A-Z]", call.Value.GetProperty("operationId").GetString());
        var answers = call.Value.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value, StringComparer.Ordinal);
        Assert.Contains(answers.Keys, status => status[0] == '2');
        Assert.All(answers.Where(a => a.Key != "304"), a => Assert.True(a.Value.TryGetProperty("content", out _), $"{call.Value} {a.Key}"));
        foreach (var error in new[] { "401", "403", "422", "429", "500" })
            Assert.Equal(
                "#/components/schemas/ApiProblem",
                answers[error]
                    .GetProperty("content")
                    .GetProperty("application/problem+json")
                    .GetProperty("schema")
                    .GetProperty("$ref")
                    .GetString()
            );
    }

    private static async Task<string> MakeAsync(string served)
    {
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "Client",
            UseBaseUrl = false,
            GenerateOptionalParameters = false,
        };
        settings.CSharpGeneratorSettings.Namespace = "Made";
        settings.CSharpGeneratorSettings.JsonLibrary = NJsonSchema.CodeGeneration.CSharp.CSharpJsonLibrary.SystemTextJson;
        settings.CSharpGeneratorSettings.TimeSpanType = "string";
        settings.CSharpGeneratorSettings.GenerateDataAnnotations = false;
        return new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(served), settings).GenerateFile();
    }

    private static Assembly Compile(string client)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p =>
                Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll"
            )
            .Select(p => MetadataReference.CreateFromFile(p));
        var made = CSharpCompilation.Create(
            "MadeClient",
            [CSharpSyntaxTree.ParseText(client), CSharpSyntaxTree.ParseText(Loop)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        var result = made.Emit(image);
        Assert.True(
            result.Success,
            string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)) + "\n" + client
        );
        image.Position = 0;
        return new AssemblyLoadContext("made", isCollectible: false).LoadFromStream(image);
    }
}
