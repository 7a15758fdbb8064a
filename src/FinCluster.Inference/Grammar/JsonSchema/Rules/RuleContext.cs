using FinCluster.Inference.Grammar.JsonSchema.Gbnf;

namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>What the builder of one rule needs to know.</summary>
/// <param name="Rules">Takes the helper rules that it makes.</param>
/// <param name="RuleOf">Names the rule of a part of the schema.</param>
/// <param name="Name">The name of the rule, from which those of its helpers derive.</param>
/// <param name="Pointer">The place in the schema, for error messages.</param>
internal sealed record RuleContext(GbnfRules Rules, Func<SchemaSet, GbnfNode> RuleOf, string Name, string Pointer)
{
    /// <summary>Makes a helper rule, unless <paramref name="body"/> is too small to be worth one.</summary>
    public GbnfNode Helper(string suffix, GbnfNode body) => Rules.Add($"{Name}-{suffix}", body);

    /// <summary>Refuses a repetition that would make the grammar too large.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException"><paramref name="count"/> is above the limit.</exception>
    public void CheckRepetition(string keyword, int count)
    {
        if (count > SchemaLimits.Repetitions)
        {
            throw SchemaError.At(Pointer, $"\"{keyword}\" may be {SchemaLimits.Repetitions} at most, but is {count}");
        }
    }
}
