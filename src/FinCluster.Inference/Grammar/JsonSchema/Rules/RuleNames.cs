namespace FinCluster.Inference.Grammar.JsonSchema.Rules;

/// <summary>The names of the rules that every grammar shares.</summary>
internal static class RuleNames
{
    public const string Space = "space";
    public const string Value = "value";
    public const string Object = "object";
    public const string Array = "array";
    public const string String = "string";
    public const string Number = "number";
    public const string Integer = "integer";
    public const string Boolean = "boolean";
    public const string Null = "null";

    /// <summary>One character of a string, as it is or as an escape.</summary>
    public const string Character = "char";
}
