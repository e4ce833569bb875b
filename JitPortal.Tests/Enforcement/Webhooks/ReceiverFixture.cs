using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using JitPortal.Enforcement.Model;
using JitPortal.Enforcement.Webhooks;
using JitPortal.Shared;
using JitPortal.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using ReferenceReceiver;

namespace JitPortal.Tests.Enforcement.Webhooks;

/// <summary>The reference receiver on a real port with a point that talks to it, and the desired set that the test keeps.</summary>
internal sealed class ReceiverFixture : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("jitportal-hook-").FullName;
    private readonly Dictionary<GrantId, DesiredDoor> _desired = [];
    private readonly bool _reconcile;
    private WebApplication? _receiver;

    private ReceiverFixture(TimeProvider? time, bool reconcile) => (Time, _reconcile) = (time ?? TimeProvider.System, reconcile);

    public TimeProvider Time { get; }

    public WebhookPoint Point { get; private set; } = null!;

    public string Url { get; private set; } = "";

    /// <summary>What the receiver really did, each time it did it.</summary>
    public ConcurrentQueue<string> Done { get; } = [];

    /// <summary>Every request that came, as method, id and what was answered.</summary>
    public ConcurrentQueue<(string Method, string Id, int Status)> Came { get; } = [];

    /// <summary>Goes before the receiver; true when it has dealt with the request itself.</summary>
    public Func<HttpContext, Func<Task>, Task<bool>>? Fault { get; set; }

    /// <summary>In a folder that nobody made beforehand, as in the guide.</summary>
    private string StateFile => Path.Combine(_folder, "receiver", "grants.json");

    public string StateFolder => Path.Combine(_folder, "state");

    public string SecretFile => Path.Combine(_folder, "secret");

    public static async Task<ReceiverFixture> StartAsync(TimeProvider? time = null, bool reconcile = true)
    {
        var fixture = new ReceiverFixture(time, reconcile);
        await File.WriteAllTextAsync(fixture.SecretFile, $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}\n");
        await fixture.ReceiverUpAsync();
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(fixture.SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        fixture.Point = fixture.NewPoint();
        return fixture;
    }

    public async Task ReceiverUpAsync()
    {
        _receiver = Receiver.Build(
            [
                "--urls",
                Url.Length > 0 ? Url : "http://127.0.0.1:0",
                "--SecretFile",
                SecretFile,
                "--StateFile",
                StateFile,
                "--Logging:LogLevel:Default",
                "None",
            ],
            Time,
            (what, grant) => Done.Enqueue($"{what} {grant.Id}"),
            app =>
                app.Use(
                    async (HttpContext context, RequestDelegate next) =>
                    {
                        if (Fault is null || !await Fault(context, () => next(context)))
                            await next(context);
                        Came.Enqueue(
                            (context.Request.Method, context.Request.Headers["webhook-id"].ToString(), context.Response.StatusCode)
                        );
                    }
                )
        );
        await _receiver.StartAsync();
        Url = _receiver.Urls.First();
    }

    public async Task ReceiverDownAsync()
    {
        if (_receiver is null)
            return;
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
            await _receiver.StopAsync(patience.Token);
        await _receiver.DisposeAsync();
        _receiver = null;
    }

    public WebhookPoint NewPoint(string? url = null, IReadOnlyList<string>? allowed = null, string? secretFile = null) =>
        new("hook", Settings(_reconcile, url, allowed, secretFile), StateFolder, Time, NullLogger<WebhookPoint>.Instance)
        {
            PassPatience = TimeSpan.FromSeconds(2),
        };

    /// <summary>What the receiver itself says that it lets in, asked past the point.</summary>
    public async Task<IReadOnlyDictionary<GrantId, ListedGrant>> ListAsync()
    {
        using var client = new WebhookClient(Settings(reconcile: true), Time);
        var list = await client.ListAsync(CancellationToken.None);
        Assert.Null(list.Trouble);
        return list.Grants!;
    }

    /// <summary>As after a kill: nothing is waited for; the new point has only the file.</summary>
    public async Task RestartAsync(Action? meanwhile = null)
    {
        await Point.DisposeAsync();
        meanwhile?.Invoke();
        Point = NewPoint();
    }

    public DesiredDoor Want(TimeSpan? lasts = null)
    {
        var now = Time.GetUtcNow();
        var door = new DesiredDoor(
            GrantId.New(now),
            IPAddress.Parse("10.1.2.3"),
            new JitPortal.Shared.Endpoint(IPAddress.Parse("10.20.4.7"), 5432, TransportProtocol.Tcp),
            now + (lasts ?? TimeSpan.FromHours(1))
        )
        {
            Holder = "ann@example.org",
        };
        return _desired[door.Grant] = door;
    }

    public DesiredDoor Want(DesiredDoor door) => _desired[door.Grant] = door;

    public void Drop(DesiredDoor door) => _desired.Remove(door.Grant);

    public Task<EnforcementReport> ApplyAsync() => Point.ApplyAsync(new DesiredAccess([.. _desired.Values]), CancellationToken.None);

    public async Task<DesiredDoor> OpenAsync(TimeSpan? lasts = null)
    {
        var door = Want(lasts);
        var report = await ApplyAsync();
        Assert.Empty(report.Failed);
        Assert.Contains(report.Open, d => d.Grant == door.Grant);
        return door;
    }

    public static DoorAddress Place(DesiredDoor door) => new(door.Grant, door.Source, door.Service, door.Service.Port);

    /// <summary>A message signed with the receiver's own secret, as the portal would.</summary>
    public async Task<int> SayAsync(WebhookEvent message, string? secretFile = null, TimeSpan? age = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(message.Body()) };
        var at = Time.GetUtcNow() - (age ?? TimeSpan.Zero);
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.Add(
            "webhook-signature",
            WebhookSignature.Of(await WebhookSignature.KeysAsync(secretFile ?? SecretFile, default), message.Id, at, message.Body())
        );
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await Point.DisposeAsync();
        await ReceiverDownAsync();
        await TemporaryFolder.DeleteAsync(_folder);
    }

    private WebhookSettings Settings(
        bool reconcile,
        string? url = null,
        IReadOnlyList<string>? allowed = null,
        string? secretFile = null
    ) =>
        WebhookSettings
            .Read(
                new WebhookOptions
                {
                    Url = url ?? Url,
                    SecretFile = secretFile ?? SecretFile,
                    Reconcile = reconcile,
                    AllowPlainHttp = true,
                    AllowedNetworks = allowed ?? ["127.0.0.0/8"],
                    Timeout = TimeSpan.FromSeconds(5),
                },
                "P"
            )
            .Required();
}
