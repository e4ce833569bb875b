using JitPortal.Data;
using JitPortal.Shared;

namespace JitPortal.Hosting;

/// <summary>What pages and the API say while the database is away.</summary>
public static class Outage
{
    /// <summary>Code of the problem in API answers.</summary>
    public const string Code = "database-away";

    /// <summary>For people whose call met it.</summary>
    public const string Sentence =
        "The portal's database does not answer, so nothing can be decided now. Open access stays until its deadline and is closed then. Try again in a moment.";

    /// <summary>Two writers met again and again; nothing was written, and the same call succeeds in a moment.</summary>
    public static bool IsCollision(Exception exception) => DatabaseTrouble.IsCollision(exception);

    /// <summary>True when nothing is wrong with what was asked: the database cannot be reached, or takes no write at this moment.</summary>
    public static bool Is(Exception exception) => DatabaseTrouble.IsAway(exception);

    /// <summary>
    /// The answer of a verb, or that the database is away, as a refusal like any other: for forms, so that what a person typed stays,
    /// and for what stands around the page, where an exception would end the whole page.
    /// </summary>
    public static async Task<Outcome<T>> AnswerAsync<T>(Func<Task<Outcome<T>>> verb)
    {
        try
        {
            return await verb();
        }
        catch (Exception e) when (Is(e))
        {
            return Refusal.Unavailable(Code, Sentence);
        }
    }
}
