namespace ReferenceReceiver;

/// <summary><c>dotnet run -- --urls http://127.0.0.1:7300 --SecretFile /etc/jitportal/webhook.secret --StateFile /var/lib/receiver/grants.json</c></summary>
internal static class Start
{
    private static Task Main(string[] args) => Receiver.Build(args, TimeProvider.System).RunAsync();
}
