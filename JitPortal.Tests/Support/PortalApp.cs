using System.Net;
using System.Text.RegularExpressions;
using JitPortal.Edge;
using JitPortal.Identity;
using JitPortal.Shared;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Support;

/// <summary>The whole portal in this process, on a real port of the loopback interface and a real SQLite file in a temporary folder.</summary>
internal sealed partial class PortalApp : WebApplicationFactory<Program>
{
    public const string Password = "harbour lantern seven";

    private readonly string _folder;
    private readonly bool _ownFolder;
    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _services;

    /// <param name="folder">Somebody else's, which stays; null = one of its own.</param>
    private PortalApp(Dictionary<string, string?> settings, Action<IServiceCollection>? services = null, string? folder = null)
    {
        (_settings, _services, _ownFolder) = (settings, services, folder is null);
        _folder = folder ?? Directory.CreateTempSubdirectory("jitportal-").FullName;
        UseKestrel(0);
    }

    /// <summary>With the name localhost: passkeys belong to names.</summary>
    public Uri Address => new UriBuilder(ClientOptions.BaseAddress) { Host = "localhost" }.Uri;

    public string Folder => _folder;

    /// <param name="lab">With <c>--lab</c>, on a network that no other lab of this machine uses.</param>
    public static PortalApp Start(
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        bool lab = false
    )
    {
        var all = new Dictionary<string, string?>(settings ?? [], StringComparer.Ordinal);
        if (lab)
            (all["Lab:Enabled"], all["Lab:Prefix"]) = ("true", $"{LabPrefix.Free()}");
        var app = new PortalApp(all, services);
        app.StartServer();
        return app;
    }

    /// <summary>On a folder that stays when it ends, and that a process may serve afterwards.</summary>
    /// <param name="settings">As the command line has them: <c>--Gateway:Ports=…</c>.</param>
    public static PortalApp StartOn(string folder, params string[] settings)
    {
        Directory.CreateDirectory(folder);
        var app = new PortalApp(
            settings.Select(s => s.TrimStart('-').Split('=', 2)).ToDictionary(s => s[0], s => (string?)s[1]),
            folder: folder
        );
        app.StartServer();
        return app;
    }

    /// <summary>
    /// Adds people with a token each to a data folder that a process will serve. In here it takes one start; with the program's verbs it
    /// takes two of a person, and most of what such a test takes.
    /// </summary>
    /// <param name="settings">As the command line has them: <c>--Gateway:Ports=…</c>.</param>
    public static async Task<string[]> AddPeopleAsync(string folder, string[] settings, params (string Email, Role Roles)[] people)
    {
        await using var app = StartOn(folder, settings);
        var tokens = new List<string>();
        foreach (var (email, roles) in people)
        {
            await app.PersonAsync(email, roles);
            tokens.Add(await app.TokenAsync(email));
        }

        return [.. tokens];
    }

    public static async Task<string> AddPersonAsync(string folder, string email, Role roles, params string[] settings) =>
        (await AddPeopleAsync(folder, settings, (email, roles)))[0];

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Runs with services of one scope.</summary>
    public async Task<TResult> WithAsync<TService, TResult>(Func<TService, Task<TResult>> work)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>A person with <see cref="Password"/>.</summary>
    public async Task<PersonView> PersonAsync(string email, Role roles, params string[] groups) =>
        (
            await WithAsync<People, Outcome<AddedPerson>>(people =>
                people.AddAsync(
                    Actor.CommandLine,
                    new NewPerson(email, email.Split('@')[0], roles, groups, Password: Password),
                    CancellationToken.None
                )
            )
        )
            .Required()
            .Person;

    /// <summary>An API client with a token of the person.</summary>
    public async Task<HttpClient> ApiAsync(string email, params string[] scopes)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await TokenAsync(email, scopes));
        return client;
    }

    /// <summary>The secret of a new API token of the person.</summary>
    private async Task<string> TokenAsync(string email, params string[] scopes) =>
        (await Get<ApiTokens>().CreateAsync(Actor.CommandLine, email, new NewToken("test", scopes), CancellationToken.None))
            .Required()
            .Secret;

    /// <summary>A browser without scripts: keeps cookies, does not follow redirects.</summary>
    /// <param name="device">Cookies that the browser has, and keeps; its own when there are none.</param>
    public HttpClient Visitor(CookieContainer? device = null) => VisitorOf(Address, device);

    internal static HttpClient VisitorOf(Uri address, CookieContainer? device)
    {
        var visitor = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = device ?? new CookieContainer() }
        )
        {
            BaseAddress = address,
        };
        // As a browser says of a form of the portal's own pages.
        visitor.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return visitor;
    }

    /// <summary>Sends a page's form as a browser would: with its hidden fields.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(
        HttpClient visitor,
        string path,
        string handler,
        params (string Name, string Value)[] fields
    )
    {
        var page = await visitor.GetStringAsync(path);
        var form = Forms().Matches(page).Select(m => m.Value).First(f => f.Contains($"value=\"{handler}\"", StringComparison.Ordinal));
        var hidden = Hidden()
            .Matches(form)
            .Select(m => KeyValuePair.Create(m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)));
        var all = hidden.Where(h => fields.All(f => f.Name != h.Key)).Concat(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        using var body = new FormUrlEncodedContent(all);
        return await visitor.PostAsync(path, body);
    }

    public async Task<HttpClient> LogInAsync(string email, string password = Password, CookieContainer? device = null)
    {
        var visitor = Visitor(device);
        using var answer = await SubmitAsync(visitor, "/account/login", "login", ("Input.Email", email), ("Input.Password", password));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return visitor;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Data", _folder);
        builder.UseSetting("SignIn:TriesPerMinute", "10000");
        // NB. Tests run side by side, and some ask whether a port is shut: each kind has ports of its own.
        builder.UseSetting("Gateway:Ports", "20000-20999");
        foreach (var (key, value) in _settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureServices(services => services.Remove(services.Single(s => s.ImplementationType == typeof(SetupAnnouncement))));
        if (_services is not null)
            builder.ConfigureServices(_services);
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90));
        }
        catch (TimeoutException)
        {
            // What the test looked at is over; a program that does not stop is the matter of StopTests. It must not hold up the whole run.
            TestContext.Current.AddWarning("The portal in this process did not end within 90 s.");
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_ownFolder)
            await TemporaryFolder.DeleteAsync(_folder);
        else
            await Eventually.TrueAsync(IsFree, "the folder is left");
    }

    /// <summary>The host is gone a moment before the program that ran it has let go of its lock.</summary>
    private bool IsFree()
    {
        try
        {
            using var taken = File.Open(Path.Combine(_folder, "portal.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
