using System.Text.Json;

namespace JitPortal.Shared;

/// <summary>A value of a body that has the wrong form; the sentence says what to write and goes to the caller word by word.</summary>
internal sealed class UnreadableValue(string sentence) : JsonException(sentence);
