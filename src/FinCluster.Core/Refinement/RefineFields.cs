using System.Collections.Immutable;
using FinCluster.Core.Errors;

namespace FinCluster.Core.Refinement;

/// <summary>Reads the names of the fields that a second model shall correct.</summary>
public static class RefineFields
{
    /// <summary>The most fields of a request.</summary>
    public const int MaxCount = 32;

    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>Checks the names: letters, digits, '_', and '.' between the names of nested objects.</summary>
    /// <exception cref="RequestException">There are too many, or one is no name, or comes twice.</exception>
    public static ImmutableArray<string> Parse(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count is 0 or > MaxCount)
        {
            throw RequestException.Invalid("refine", $"refine names 1 to {MaxCount} fields, not {names.Count}");
        }

        for (int i = 0; i < names.Count; i++)
        {
            if (!IsName(names[i]))
            {
                throw RequestException.Invalid($"refine[{i}]", $"a field is 1 to {MaxLength} letters, digits or '_', with '.' between nested names");
            }

            if (names.Take(i).Contains(names[i], StringComparer.Ordinal))
            {
                throw RequestException.Invalid($"refine[{i}]", "the field is named twice");
            }
        }

        return [.. names];
    }

    private static bool IsName(string? name) => name is { Length: > 0 and <= MaxLength }
        && name.Split('.').All(part => part.Length > 0 && part.All(c => char.IsLetterOrDigit(c) || c == '_'));
}
