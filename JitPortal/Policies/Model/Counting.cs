using System.Globalization;

namespace JitPortal.Policies.Model;

/// <summary>Small numbers as words, as they stand in sentences.</summary>
internal static class Counting
{
    private static readonly string[] Words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    public static string Of(int number) =>
        number >= 0 && number < Words.Length ? Words[number] : number.ToString(CultureInfo.InvariantCulture);

    public static string Capital(int number)
    {
        var word = Of(number);
        return char.ToUpperInvariant(word[0]) + word[1..];
    }
}
