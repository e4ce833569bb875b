using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using JitPortal.Components.Pages.Map;
using JitPortal.Inventory.Map;
using JitPortal.Shared;
using JitPortal.Tests.Documents;
using Microsoft.JSInterop;
using Microsoft.JSInterop.Infrastructure;

namespace JitPortal.Tests.Inventory.Map;

/// <summary>
/// What the server writes for the map's script, byte for byte, beside the values that it means. The script's own tests decode the same
/// file and must find the same values. After a wanted change of the form: <c>JITPORTAL_GOLDEN=write ./dev test '*MapGoldenTests'</c>.
/// </summary>
public sealed class MapGoldenTests
{
    private const int Up = (int)MapFlags.Up;
    private const int Hint = (int)MapFlags.Hint;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    private static readonly MapPicture Before = new(
        DateTimeOffset.FromUnixTimeMilliseconds(1_795_354_746_000),
        [new MapClass("postgresql", Sensitivity.Critical), new MapClass("ssh", Sensitivity.High)],
        [
            new MapNetwork(
                "10.0.0.0/24",
                "Büro",
                4,
                [
                    new MapHost("10.0.0.0", 1, Up | (int)MapFlags.New, 0, 1, 0, 0),
                    new MapHost("10.0.0.7", 3, Up, 0b10, 2, 5, 4) { K = 2 },
                    new MapHost("10.0.0.255", 4, (int)(MapFlags.Gone | MapFlags.Changed), 0b11, 65_535, 65_535, 1),
                ]
            ),
            new MapNetwork("10.0.5.32/27", "", 4, [new MapHost("Ulm/10.0.5.40", 4, Up, 0b01, 1, 300, 0)]) { Site = "Ulm" },
            new MapNetwork(
                "2001:db8::/64",
                "Lab 6",
                6,
                [new MapHost("2001:db8::1", 0, Up, 0, 0, 0, 0), new MapHost("2001:db8::ff00:0:1", 2, Up, 0b10, 7, 9, 2)]
            ),
        ]
    );

    /// <summary>A class comes before the known ones, a host changes, a network and an address are new, and one of two hints hits what is known.</summary>
    private static readonly MapDelta Delta = new(
        [
            new MapHost("10.0.0.7", 4, Up | (int)MapFlags.Changed, 0b101, 3, 0, 0),
            new MapHost("10.0.2.200", 1, Up | (int)MapFlags.New, 0b100, 1, 0, 0),
            new MapHost("2001:db8::2", 2, Up, 0b010, 1, 0, 0),
            new MapHost("10.0.0.255", 0, Hint, 0, 0, 0, 0),
            new MapHost("10.0.0.8", 0, Hint, 0, 0, 0, 0),
        ],
        [
            new MapClass("modbus", Sensitivity.Critical),
            new MapClass("postgresql", Sensitivity.Critical),
            new MapClass("ssh", Sensitivity.High),
        ]
    );

    private static readonly MapPicture After = new(
        Before.AsOf,
        Delta.Classes,
        [
            Before.Networks[0] with
            {
                Hosts = [Before.Networks[0].Hosts[0], Delta.Hosts[0], Delta.Hosts[4], Before.Networks[0].Hosts[2] with { C = 0b110 }],
            },
            new MapNetwork("10.0.2.0/24", "", 4, [Delta.Hosts[1]]) { FoundOnly = true },
            Before.Networks[1] with
            {
                Hosts = [Before.Networks[1].Hosts[0] with { C = 0b010 }],
            },
            Before.Networks[2] with
            {
                Hosts = [Before.Networks[2].Hosts[0], Delta.Hosts[2], Before.Networks[2].Hosts[1] with { C = 0b100 }],
            },
        ]
    );

    private static readonly string[] Matching = ["10.0.0.0", "10.0.0.255", "Ulm/10.0.5.40", "2001:db8::ff00:0:1"];

    private static string GoldenFile => Path.Combine(Guide.Root, "JitPortal.Tests", "JavaScript", "map.golden.json");

    [Fact]
    public async Task MapForTheScript_IsWrittenAsItEverWas()
    {
        var written = Write();
        if (Environment.GetEnvironmentVariable("JITPORTAL_GOLDEN") == "write")
            await File.WriteAllBytesAsync(GoldenFile, written);

        var golden = await File.ReadAllBytesAsync(GoldenFile);

        Assert.Equal(Encoding.UTF8.GetString(golden), Encoding.UTF8.GetString(written));
        Assert.Equal(golden, written);
    }

    private static byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                bytes,
                new JsonWriterOptions
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = Plain.Encoder,
                }
            )
        )
        {
            json.WriteStartObject();
            json.WritePropertyName("snapshot");
            json.WriteStartArray();
            foreach (var row in MapBinary.Pack(Before).Chunk(16))
                json.WriteStringValue(Convert.ToHexStringLower(row));
            json.WriteEndArray();
            json.WritePropertyName("picture");
            JsonSerializer.Serialize(json, Before, Plain);
            json.WritePropertyName("delta");
            json.WriteRawValue(OnTheWire(Delta));
            json.WritePropertyName("pictureAfterDelta");
            JsonSerializer.Serialize(json, After, Plain);
            json.WritePropertyName("mask");
            json.WriteRawValue(OnTheWire(MatchMask.Of(Matching)));
            json.WritePropertyName("matching");
            JsonSerializer.Serialize(json, Matching, Plain);
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>As the circuit sends it to a script's function that takes it as its one argument.</summary>
    private static string OnTheWire(object value)
    {
        var wire = new Wire();
        _ = wire.InvokeVoidAsync("apply", value).AsTask();
        Assert.NotNull(wire.Arguments);
        return wire.Arguments[1..^1];
    }

    private sealed class Wire : JSRuntime
    {
        public string? Arguments { get; private set; }

        protected override void BeginInvokeJS(
            long taskId,
            string identifier,
            string? argsJson,
            JSCallResultType resultType,
            long targetInstanceId
        ) => Arguments = argsJson;

        protected override void EndInvokeDotNet(DotNetInvocationInfo invocationInfo, in DotNetInvocationResult invocationResult) { }
    }
}
