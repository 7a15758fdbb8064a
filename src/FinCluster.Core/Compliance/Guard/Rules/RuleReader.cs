using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using static FinCluster.Core.Compliance.Guard.Rules.RulePackReader;

namespace FinCluster.Core.Compliance.Guard.Rules;

/// <summary>Reads one rule of a pack's file.</summary>
internal static class RuleReader
{
    private const int MaxSteps = 6;
    private const int MaxInputGap = 200;

    // An answer is held back for as long as a sequence may still go on.
    private const int MaxOutputGap = 24;
    private const int MaxWindow = 400;
    private const int MaxUnless = 8;
    private const int MaxPatternCharacters = 500;

    public static GuardRule Read(JsonElement element, string place, WordSets words)
    {
        RuleJson json;
        try
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String)
            {
                place = $"{place} '{id.GetString()}'";
            }

            json = element.Deserialize(RulePackContext.Default.RuleJson) ?? throw new FormatException($"{place}: must be an object");
        }
        catch (JsonException e)
        {
            throw new FormatException($"{place}: {e.Message}", e);
        }

        GuardDirections directions = ReadDirections(json, place);
        bool isInput = directions == GuardDirections.Input;
        bool isAnyOrder = json.Order switch
        {
            "sequence" => false,
            "any" => true,
            _ => throw new FormatException($"{place}: the order '{json.Order}' is none of sequence, any"),
        };
        GuardAction action = NameOf<GuardAction>(json.Action, place, "action");
        Check(IsName(json.Id, 64), $"{place}: an id has 1 to 64 of a-z, 0-9, '.', '-' and '_'");
        Check(action != GuardAction.Allow, $"{place}: the action is refuse or review");
        Check(!json.Certain || action == GuardAction.Refuse, $"{place}: only what is refused can be certain");
        Check((json.Match is null) != (json.Pattern is null), $"{place}: has either 'match' or 'pattern'");
        Check(isInput || (json.Pattern is null && !isAnyOrder), $"{place}: regular expressions and any order are for rules of input alone");
        Check(json.Pattern is null || (!isAnyOrder && json.Unless.Length == 0 && !json.Across), $"{place}: a regular expression stands alone");
        Check(isAnyOrder == json.Window is not null, $"{place}: 'window' belongs to the order any, and that needs it");
        Check(json.Window is null or (>= 1 and <= MaxWindow), $"{place}: the window is 1 to {MaxWindow}, it is {json.Window}");
        Check(!isAnyOrder || !json.Across, $"{place}: 'across' belongs to a sequence");
        return new GuardRule
        {
            Id = json.Id,
            Category = NameOf<GuardCategory>(json.Category, place, "category"),
            Severity = NameOf<GuardSeverity>(json.Severity, place, "severity"),
            Directions = directions,
            Action = action,
            IsCertain = json.Certain,
            Steps = json.Match is null ? [] : ReadSteps(json.Match, place, words, isAnyOrder, isInput ? MaxInputGap : MaxOutputGap),
            IsAnyOrder = isAnyOrder,
            Window = json.Window ?? 0,
            CrossesSentences = json.Across,
            Unless = ReadUnless(json.Unless, place, words, isInput ? MaxInputGap : MaxOutputGap),
            Pattern = json.Pattern is null ? null : ReadPattern(json.Pattern, place),
        };
    }

    private static GuardDirections ReadDirections(RuleJson json, string place)
    {
        GuardDirections directions = GuardDirections.None;
        foreach (string name in json.Directions)
        {
            GuardDirections one = NameOf<GuardDirections>(name, place, "direction");
            Check(one != GuardDirections.None && (directions & one) == 0, $"{place}: the directions are input, output or both");
            directions |= one;
        }

        Check(directions != GuardDirections.None, $"{place}: the directions are input, output or both");
        return directions;
    }

    private static ImmutableArray<RuleStep> ReadSteps(StepJson[] steps, string place, WordSets words, bool isAnyOrder, int mostGap)
    {
        Check(steps.Length is >= 1 and <= MaxSteps, $"{place}: 'match' has 1 to {MaxSteps} steps, it has {steps.Length}");
        var read = ImmutableArray.CreateBuilder<RuleStep>(steps.Length);
        for (int i = 0; i < steps.Length; i++)
        {
            Check(steps[i] is not null, $"{place}, step {i + 1}: is null");
            bool hasGap = i > 0 && !isAnyOrder;
            Check(hasGap == steps[i].Gap is not null, $"{place}, step {i + 1}: {(hasGap ? "needs a gap" : "cannot have a gap")}");
            Check(steps[i].Gap is null || (steps[i].Gap >= 0 && steps[i].Gap <= mostGap), $"{place}, step {i + 1}: the gap is 0 to {mostGap}, it is {steps[i].Gap}");
            read.Add(new RuleStep(words.Read(steps[i].Words, $"{place}, step {i + 1}"), steps[i].Gap ?? 0));
        }

        return read.ToImmutable();
    }

    private static ImmutableArray<RuleUnless> ReadUnless(UnlessJson[] unless, string place, WordSets words, int most)
    {
        Check(unless.Length <= MaxUnless, $"{place}: at most {MaxUnless} of 'unless', there are {unless.Length}");
        return [.. unless.Select((one, i) =>
        {
            string at = $"{place}, unless {i + 1}";
            Check(one is not null, $"{at}: is null");
            Check(one!.Before >= 0 && one.Before <= MaxInputGap && one.After >= 0 && one.After <= most, $"{at}: before is 0 to {MaxInputGap}, after 0 to {most}");
            Check(one.Before + one.After > 0, $"{at}: needs 'before' or 'after'");
            return new RuleUnless(words.Read(one.Words, at), one.Before, one.After);
        })];
    }

    private static Regex ReadPattern(string pattern, string place)
    {
        Check(pattern.Length is >= 1 and <= MaxPatternCharacters, $"{place}: a regular expression has 1 to {MaxPatternCharacters} characters");
        try
        {
            // Without backtracking the time is linear in the text whatever the expression is.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new FormatException($"{place}: {e.Message}", e);
        }
    }
}
