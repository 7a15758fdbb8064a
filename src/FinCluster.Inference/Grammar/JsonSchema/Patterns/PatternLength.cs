
namespace FinCluster.Inference.Grammar.JsonSchema.Patterns;

/// <summary>
/// Narrows a pattern to the strings whose length is between two bounds. In general that would count along every repetition; here it is done
/// where the length depends on one repetition only, as in <c>^[A-Z]{2}[0-9]+$</c>, and refused elsewhere.
/// </summary>
internal static class PatternLength
{
    private static readonly PatternNode Never = new PatternSet(CharacterSet.Of([]));

    /// <summary>Narrows <paramref name="node"/> to lengths within bounds; null: without end.</summary>
    /// <returns>Null where the length depends on more than one repetition.</returns>
    public static PatternNode? TryFit(PatternNode node, long minimum, long? maximum)
    {
        if (node.MinLength >= minimum && (maximum is null || node.MaxLength <= maximum))
        {
            return node;
        }

        if (node.MinLength > maximum || node.MaxLength < minimum)
        {
            return Never;
        }

        return node switch
        {
            PatternChoice choice => TryFitChoice(choice, minimum, maximum),
            PatternSequence sequence => TryFitSequence(sequence, minimum, maximum),
            PatternRepeat { Item: var item } repeat when item.MinLength == item.MaxLength => FitRepeat(repeat, minimum, maximum),
            _ => null,
        };
    }

    private static PatternChoice? TryFitChoice(PatternChoice choice, long minimum, long? maximum)
    {
        var items = choice.Items.Select(item => TryFit(item, minimum, maximum)).ToList();
        return items.Contains(null) ? null : new PatternChoice([.. items.OfType<PatternNode>()]);
    }

    private static PatternSequence? TryFitSequence(PatternSequence sequence, long minimum, long? maximum)
    {
        var variable = sequence.Items.Where(item => item.MinLength != item.MaxLength).ToList();
        if (variable.Count != 1)
        {
            return null;
        }

        var index = sequence.Items.IndexOf(variable[0]);
        var others = sequence.MinLength - variable[0].MinLength;
        return TryFit(variable[0], minimum - others, maximum - others) is { } fitted
            ? new PatternSequence(sequence.Items.SetItem(index, fitted))
            : null;
    }

    // The item's length is fixed and not zero: otherwise the repetition's length would be fixed too, and settled before.
    private static PatternNode FitRepeat(PatternRepeat repeat, long minimum, long? maximum)
    {
        var length = repeat.Item.MinLength;
        var least = Math.Max(repeat.Minimum, (Math.Max(minimum, 0) + length - 1) / length);
        var most = Math.Min(repeat.Maximum ?? long.MaxValue, maximum is { } limit ? limit / length : long.MaxValue);
        return least > most ? Never : new PatternRepeat(repeat.Item, (int)least, most == long.MaxValue ? null : (int)most);
    }
}
