using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace JitPortal.Tests.Support;

/// <summary>Keeps what a portal logs, as an operator's log would.</summary>
internal sealed class KeptLog : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();

    public IReadOnlyList<Line> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() { }

    public sealed record Line(string Category, LogLevel Level, string Text, Exception? Exception);

    private sealed class Writer(KeptLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
                log._lines.Enqueue(new Line(category, logLevel, formatter(state, exception), exception));
        }
    }
}
