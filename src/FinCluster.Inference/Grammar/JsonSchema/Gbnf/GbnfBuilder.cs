using System.Collections.Immutable;

namespace FinCluster.Inference.Grammar.JsonSchema.Gbnf;

/// <summary>Makes grammar expressions in their simplest form: no nested sequences, no impossible alternatives, no empty items.</summary>
internal static class GbnfBuilder
{
    /// <summary>Matches the empty text only.</summary>
    public static readonly GbnfNode Empty = new GbnfSequence([]);

    /// <summary>Matches nothing at all.</summary>
    public static readonly GbnfNode Never = new GbnfChoice([]);

    /// <summary>One decimal digit.</summary>
    public static readonly GbnfNode Digit = Class("09");

    /// <summary>Matches <paramref name="text"/> itself.</summary>
    public static GbnfNode Text(string text) => text.Length == 0 ? Empty : new GbnfText(text);

    /// <summary>Matches one character of <paramref name="members"/>.</summary>
    public static GbnfNode Class(CharacterSet members) => members.IsEmpty ? Never : new GbnfClass(members);

    /// <summary>Matches one character of the ranges that <paramref name="bounds"/> lists, two characters each: "azAZ".</summary>
    public static GbnfNode Class(string bounds) => Class(CharacterSet.Of(
        bounds.Chunk(2).Select(pair => new CharacterRange(pair[0], pair[1]))));

    /// <summary>Refers to a rule.</summary>
    public static GbnfNode Reference(string name) => new GbnfReference(name);

    /// <summary>Whether nothing can match <paramref name="node"/> by its own form.</summary>
    public static bool IsNever(GbnfNode node) => node is GbnfChoice { Items.IsEmpty: true };

    /// <summary>Whether <paramref name="node"/> is the empty text.</summary>
    public static bool IsEmpty(GbnfNode node) => node is GbnfSequence { Items.IsEmpty: true };

    /// <summary>Matches every item in turn.</summary>
    public static GbnfNode Sequence(params IEnumerable<GbnfNode> items)
    {
        var flat = ImmutableArray.CreateBuilder<GbnfNode>();
        foreach (var item in items.SelectMany(item => item is GbnfSequence nested ? nested.Items : [item]))
        {
            if (IsNever(item))
            {
                return Never;
            }

            if (item is GbnfText next && flat.Count > 0 && flat[^1] is GbnfText last)
            {
                flat[^1] = new GbnfText(last.Text + next.Text);
            }
            else
            {
                flat.Add(item);
            }
        }

        return flat.Count == 1 ? flat[0] : new GbnfSequence(flat.ToImmutable());
    }

    /// <summary>Matches any one of the items.</summary>
    public static GbnfNode Choice(params IEnumerable<GbnfNode> items)
    {
        var flat = items.SelectMany(item => item is GbnfChoice nested ? nested.Items : [item]).Distinct().ToList();
        if (flat.Count > 1 && flat.RemoveAll(IsEmpty) > 0)
        {
            return Optional(Choice(flat));
        }

        return flat.Count == 1 ? flat[0] : new GbnfChoice([.. flat]);
    }

    /// <summary>Matches <paramref name="item"/> or nothing.</summary>
    public static GbnfNode Optional(GbnfNode item) => item is GbnfRepeat { Minimum: 0 } ? item : Repeat(item, 0, 1);

    /// <summary>Matches <paramref name="item"/> any number of times.</summary>
    public static GbnfNode Many(GbnfNode item) => Repeat(item, 0, null);

    /// <summary>Matches <paramref name="item"/> exactly <paramref name="count"/> times.</summary>
    public static GbnfNode Exactly(GbnfNode item, int count) => Repeat(item, count, count);

    /// <summary>Matches <paramref name="item"/> a number of times within bounds; null: without end.</summary>
    public static GbnfNode Repeat(GbnfNode item, int minimum, int? maximum)
    {
        if (maximum < minimum)
        {
            return Never;
        }

        if (maximum == 0 || IsEmpty(item) || (minimum == 0 && IsNever(item)))
        {
            return Empty;
        }

        var once = minimum == 1 && maximum == 1;
        return once || IsNever(item) ? item : new GbnfRepeat(item, minimum, maximum);
    }
}
