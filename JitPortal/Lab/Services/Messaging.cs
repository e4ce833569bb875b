namespace JitPortal.Lab.Services;

/// <summary>Two message brokers at their doors: MQTT refuses the log-in, AMQP names the version it would speak.</summary>
internal static class Messaging
{
    private const byte MqttConnect = 0x10;
    private const byte NotAuthorised = 5;

    public static LabTalk Mqtt() =>
        async (peer, ct) =>
        {
            if (await peer.SomeAsync(ct) is [MqttConnect, ..])
                await peer.SendAsync(new byte[] { 0x20, 2, 0, NotAuthorised }, ct);
        };

    public static LabTalk Amqp() =>
        async (peer, ct) =>
        {
            if (await peer.SomeAsync(ct) is not null)
                await peer.SendAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), ct);
        };
}
