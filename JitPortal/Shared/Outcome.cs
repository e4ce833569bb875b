namespace JitPortal.Shared;

/// <summary>Makes outcomes of interface types, which C# does not convert implicitly.</summary>
public static class Outcome
{
    public static Outcome<T> From<T>(T value) => Outcome<T>.Success(value);
}
