using System.Text;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using static FinCluster.Inference.Grammar.JsonSchema.Gbnf.GbnfBuilder;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>
/// Property names that are none of a list, as JSON strings. The character where a name departs from the listed ones is not escaped by
/// number: a listed name could hide behind that.
/// </summary>
internal sealed class OtherNames(RuleContext context)
{
    // Deeper groups go to a rule of their own, within what the grammar's reader accepts.
    private const int GroupDepth = 8;

    private static readonly GbnfNode AnyMore = Many(Reference(RuleNames.Character));

    /// <summary>Every name but <paramref name="names"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">The names are too long.</exception>
    public GbnfNode Build(IReadOnlyList<string> names)
    {
        var root = new Branch();
        var size = 0;
        foreach (var name in names)
        {
            size += root.Add(name);
            if (name.Length > SchemaLimits.NameCharacters || size > SchemaLimits.NameTreeSize)
            {
                throw SchemaError.At(context.Pointer, "the names of the properties are too long to tell additional ones from them");
            }
        }

        return context.Helper("other-name", Sequence(Text("\""), Differing(root, 1), Text("\"")));
    }

    // The rest of a name that has followed the listed ones up to here, and must leave them in the end.
    private GbnfNode Differing(Branch branch, int depth)
    {
        if (branch.Branches.Count == 0)
        {
            return Sequence(Reference(RuleNames.Character), AnyMore);
        }

        var listed = CharacterSet.Of(branch.Branches.Keys.Select(rune => new CharacterRange(rune.Value, rune.Value)));
        var others = JsonCharacters.Plain.Union(JsonCharacters.ShortEscaped).Except(listed);
        var body = Choice(
        [
            .. branch.Branches.Select(next => Sequence(Spelling(next.Key), Differing(next.Value, depth + 1))),
            Sequence(JsonCharacters.Of(others), AnyMore),
            branch.IsName ? Never : Empty,
        ]);
        return depth % GroupDepth == 0 ? context.Helper("other-name", body) : body;
    }

    private static GbnfNode Spelling(Rune rune) => JsonCharacters.Of(CharacterSet.OfRange(rune.Value, rune.Value));

    private sealed class Branch
    {
        public bool IsName { get; set; }

        public SortedDictionary<Rune, Branch> Branches { get; } = [];

        /// <summary>Adds a name.</summary>
        /// <returns>How many branches grew.</returns>
        public int Add(string name)
        {
            var (branch, grown) = (this, 0);
            foreach (var rune in name.EnumerateRunes())
            {
                if (!branch.Branches.TryGetValue(rune, out var next))
                {
                    branch.Branches.Add(rune, next = new Branch());
                    grown++;
                }

                branch = next;
            }

            branch.IsName = true;
            return grown;
        }
    }
}
