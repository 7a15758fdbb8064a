using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FinCluster.Core.Text;

/// <summary>The names of an enumeration's values, as clients write them, and stores, records and metrics keep them: <c>guard_input</c>, <c>open</c>.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Each enumeration has names of its own.")]
public static class EnumNames<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Names =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    private static readonly FrozenDictionary<string, T> Values = Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>Gets all names, with commas between them.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<T>().Select(value => Names[value]));

    /// <summary>Names a value.</summary>
    public static string Format(T value) => Names.TryGetValue(value, out string? name)
        ? name
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The value has no name.");

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out T value)
    {
        value = default;
        return text is not null && Values.TryGetValue(text, out value);
    }

    /// <summary>Reads a name that a store kept.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static T Parse(string text) => TryParse(text, out T value)
        ? value
        : throw new InvalidDataException($"'{text}' is none of {All}.");
}

/// <summary>The names of values whose enumeration the compiler knows.</summary>
public static class EnumNames
{
    /// <summary>Names a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => EnumNames<T>.Format(value);
}
