using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using JitPortal.Shared;

namespace JitPortal.Settings;

/// <summary>Holds a section against the data annotations of its properties.</summary>
internal static class SettingsRanges
{
    public static IEnumerable<Problem> Problems(object options, string section) =>
        from property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        from rule in property.GetCustomAttributes<ValidationAttribute>()
        let value = property.GetValue(options)
        where !rule.IsValid(value)
        let key = $"{section}:{property.Name}"
        select new Problem(key, Sentence(rule, key, value));

    private static string Sentence(ValidationAttribute rule, string key, object? value) =>
        rule is RangeAttribute range
            ? string.Create(CultureInfo.InvariantCulture, $"{key} must be between {range.Minimum} and {range.Maximum}; it is {value}.")
            : rule.FormatErrorMessage(key);
}
