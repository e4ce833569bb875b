using System.Diagnostics.CodeAnalysis;

namespace JitPortal.Shared;

/// <summary>Makes outcomes of interface types, which C# does not convert implicitly.</summary>
public static class Outcome
{
    public static Outcome<T> From<T>(T value) => Outcome<T>.Success(value);
}

/// <summary>What a verb came to: a value, or a <see cref="Refusal"/>. A business "no" is never an exception.</summary>
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    public T? Value { get; }

    public Refusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    internal static Outcome<T> Success(T value) => new(value, null);

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public Outcome<TOther> Map<TOther>(Func<T, TOther> map) => Ok ? map(Value) : Refusal;

    /// <summary>The value, where a refusal would be a bug of the caller.</summary>
    public T Required() => Ok ? Value : throw new InvalidOperationException(Refusal.Sentence);
}

/// <summary>The value of a verb that has nothing to tell but that it was done.</summary>
public readonly record struct Unit
{
    public static Unit Done => default;
}
