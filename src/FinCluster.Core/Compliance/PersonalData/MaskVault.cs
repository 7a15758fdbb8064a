using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace FinCluster.Core.Compliance.PersonalData;

/// <summary>
/// The tokens of one conversation and what they stand for. The same value has the same token, however it is written; another one
/// counts up. It holds the values in memory only: no public member but <see cref="TryReveal(string, out string?)"/> gives one, and its text form has none.
/// One thread at a time.
/// </summary>
public sealed class MaskVault
{
    /// <summary>How many values a vault keeps. Further ones are masked by tokens with the number 0, which nothing reveals.</summary>
    public const int Capacity = 256;

    private readonly Dictionary<(PersonalDataKind Kind, string Value), string> _tokens = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<(PersonalDataKind Kind, int Number)> _reserved = [];
    private readonly Dictionary<PersonalDataKind, int> _numbers = [];
    private readonly Dictionary<PersonalDataKind, int> _counts = [];

    /// <summary>Gets how many values of each kind were masked: every value once, and those beyond the capacity each time.</summary>
    public IReadOnlyDictionary<PersonalDataKind, int> Counts => new ReadOnlyDictionary<PersonalDataKind, int>(_counts);

    /// <summary>
    /// Replaces personal data by tokens. Text that already spells a token stays as it is, and no value is given that token; text
    /// without personal data comes back as the same instance.
    /// </summary>
    public string Mask(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<PersonalDataMatch>? matches = PersonalDataFinder.FindOrNull(text);
        if (matches is null)
        {
            Reserve(text);
            return text;
        }

        Reserve(text);
        var masked = new StringBuilder(text.Length);
        int from = 0;
        foreach (PersonalDataMatch match in matches)
        {
            masked.Append(text, from, match.Start - from);
            masked.Append(TokenOf(match.Kind, match.Value, text.AsSpan(match.Start, match.Length)));
            from = match.Start + match.Length;
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>Notes the tokens that a text spells, such as an earlier turn that is masked already: no value is given one of them.</summary>
    public void Reserve(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> rest = text;
        for (int open = rest.IndexOf('['); open >= 0; open = rest.IndexOf('['))
        {
            rest = rest[(open + 1)..];
            int close = rest[..Math.Min(rest.Length, PersonalDataTokens.MaxLength - 1)].IndexOf(']');
            if (close > 0)
            {
                ReserveName(rest[..close]);
            }
        }
    }

    /// <summary>What a token stands for, as it was written when it was first masked.</summary>
    public bool TryReveal(string token, [NotNullWhen(true)] out string? value)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _values.TryGetValue(token, out value);
    }

    /// <summary>Says how many values it holds, and none of them.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{_values.Count} masked values");

    /// <summary>Notes one token, given without its brackets; anything else is passed over.</summary>
    internal void ReserveName(ReadOnlySpan<char> name)
    {
        if (PersonalDataTokens.TryRead(name, out PersonalDataKind kind, out int number))
        {
            _reserved.Add((kind, number));
        }
    }

    /// <summary>The token of a value; a new one when it has none.</summary>
    internal string TokenOf(PersonalDataKind kind, string value, ReadOnlySpan<char> written)
    {
        if (_tokens.TryGetValue((kind, value), out string? token))
        {
            return token;
        }

        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        int number = _values.Count < Capacity ? NextNumber(kind) : PersonalDataTokens.Unknown;
        token = PersonalDataTokens.Of(kind, number);
        if (number != PersonalDataTokens.Unknown)
        {
            _tokens.Add((kind, value), token);
            _values.Add(token, written.ToString());
        }

        return token;
    }

    /// <summary>What the token at the beginning of a text stands for.</summary>
    internal bool TryReveal(ReadOnlySpan<char> token, [NotNullWhen(true)] out string? value) =>
        _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out value);

    /// <summary>Whether a text may still become a token that this vault knows.</summary>
    internal bool IsBeginning(ReadOnlySpan<char> text)
    {
        foreach (string token in _values.Keys)
        {
            if (token.AsSpan().StartsWith(text))
            {
                return true;
            }
        }

        return false;
    }

    // A user may have spelled every number there is; then what comes next cannot be told from what he wrote.
    private int NextNumber(PersonalDataKind kind)
    {
        int number = _numbers.GetValueOrDefault(kind) + 1;
        while (number <= PersonalDataTokens.MaxNumber && _reserved.Contains((kind, number)))
        {
            number++;
        }

        _numbers[kind] = Math.Min(number, PersonalDataTokens.MaxNumber);
        return number <= PersonalDataTokens.MaxNumber ? number : PersonalDataTokens.Unknown;
    }
}
