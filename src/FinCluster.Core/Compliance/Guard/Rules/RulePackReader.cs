using System.Collections.Immutable;
using System.Text.Json;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>Reads a pack's file. Everything in it is checked; what a pack may hold is bounded by the constants here.</summary>
public static class RulePackReader
{
    /// <summary>The version of the format that this reads.</summary>
    public const int Format = 1;

    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The most characters of a file.</summary>
    public const int MaxCharacters = 4 * 1024 * 1024;

    /// <summary>The most rules of a pack.</summary>
    public const int MaxRules = 2_000;

    private const int MaxSets = 500;
    private const int MaxRefusalCharacters = 2_000;

    private static readonly string[] Locales = ["zh", "en"];

    /// <summary>Reads a pack.</summary>
    /// <param name="json">The file's text.</param>
    /// <exception cref="FormatException">The text is no pack; the message names the rule and says what is wrong.</exception>
    public static RulePack Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        Check(json.Length <= MaxCharacters, $"a rule pack has at most {MaxCharacters} characters, this has {json.Length}");
        try
        {
            RulePackJson pack = JsonSerializer.Deserialize(json, RulePackContext.Default.RulePackJson) ?? throw new FormatException("a rule pack must be an object");
            return Read(pack);
        }
        catch (JsonException e)
        {
            throw new FormatException($"rule pack: {e.Message}", e);
        }
    }

    private static RulePack Read(RulePackJson pack)
    {
        Check(pack.Format == Format, $"rule pack: the format is {pack.Format}, this program reads {Format}");
        Check(IsName(pack.Name, 32), $"rule pack: the name '{pack.Name}' must be 1 to 32 of a-z, 0-9, '.', '-' and '_'");
        Check(IsName(pack.Version, 32), $"rule pack '{pack.Name}': the version '{pack.Version}' must be 1 to 32 of a-z, 0-9, '.', '-' and '_'");
        Check(pack.Jurisdiction is not { Length: 0 or > 32 }, $"rule pack '{pack.Name}': the jurisdiction must have 1 to 32 characters");
        Check(pack.Rules.Length <= MaxRules, $"rule pack '{pack.Name}': at most {MaxRules} rules, it has {pack.Rules.Length}");
        Check(pack.Sets.Count <= MaxSets, $"rule pack '{pack.Name}': at most {MaxSets} sets, it has {pack.Sets.Count}");
        var words = new WordSets(pack.Name, pack.Sets);
        var rules = ImmutableArray.CreateBuilder<GuardRule>(pack.Rules.Length);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < pack.Rules.Length; i++)
        {
            GuardRule rule = RuleReader.Read(pack.Rules[i], $"rule pack '{pack.Name}', rule {i + 1}", words);
            Check(ids.Add(rule.Id), $"rule pack '{pack.Name}': there are two rules '{rule.Id}'");
            rules.Add(rule);
        }

        return new RulePack
        {
            Name = pack.Name,
            Version = pack.Version,
            Jurisdiction = pack.Jurisdiction,
            Rules = rules.ToImmutable(),
            Refusals = ReadRefusals(pack),
        };
    }

    /// <summary>Throws if a condition does not hold.</summary>
    internal static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }

    /// <summary>Says whether a text is an id or a version.</summary>
    internal static bool IsName(string text, int most) =>
        text.Length >= 1 && text.Length <= most && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');

    /// <summary>Reads a name of an enumeration, in camel case.</summary>
    internal static T NameOf<T>(string text, string place, string what)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()) == text)
            {
                return value;
            }
        }

        IEnumerable<string> names = Enum.GetValues<T>().Select(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        throw new FormatException($"{place}: the {what} '{text}' is none of {string.Join(", ", names)}");
    }

    private static ImmutableDictionary<(string Locale, GuardCategory Category), string> ReadRefusals(RulePackJson pack)
    {
        var texts = ImmutableDictionary.CreateBuilder<(string Locale, GuardCategory Category), string>();
        foreach ((string locale, Dictionary<string, string> byCategory) in pack.Refusals)
        {
            Check(Locales.Contains(locale), $"rule pack '{pack.Name}', refusals: the locale '{locale}' is none of {string.Join(", ", Locales)}");
            foreach ((string category, string text) in byCategory)
            {
                Check(
                    text.Trim().Length > 0 && text.Length <= MaxRefusalCharacters,
                    $"rule pack '{pack.Name}', refusals.{locale}.{category}: a text has 1 to {MaxRefusalCharacters} characters");
                texts.Add((locale, NameOf<GuardCategory>(category, $"rule pack '{pack.Name}', refusals.{locale}", "category")), text);
            }
        }

        return texts.ToImmutable();
    }
}
