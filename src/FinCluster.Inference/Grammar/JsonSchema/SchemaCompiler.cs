using System.Globalization;
using FinCluster.Inference.Grammar.JsonSchema.Gbnf;
using FinCluster.Inference.Grammar.JsonSchema.Rules;
using FinCluster.Inference.Grammar.JsonSchema.Shapes;

namespace FinCluster.Inference.Grammar.JsonSchema;

/// <summary>
/// Makes the rules of a schema, one per set of places that a value must satisfy together. Places wait in a queue, so that neither recursion
/// in the schema nor its depth becomes recursion here.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly GbnfRules _rules = new();
    private readonly ShapeResolver _resolver;
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<string, SchemaSet> _setsByName = [];
    private readonly Queue<string> _pending = [];

    private SchemaCompiler(SchemaDocument document) => _resolver = new ShapeResolver(document);

    /// <summary>Makes the grammar of <paramref name="document"/>.</summary>
    /// <exception cref="FinCluster.Core.Errors.RequestException">It is wrong, asks for what no grammar offers, or is too large.</exception>
    public static string Compile(SchemaDocument document)
    {
        var compiler = new SchemaCompiler(document);
        var root = SchemaSet.Of(document.Root);
        compiler.Reserve(root, GbnfRules.Root);
        PrimitiveRules.AddTo(compiler._rules);
        compiler.CompilePending();
        compiler.Simplify();
        return compiler.Print();
    }

    private static string Pointer(SchemaSet schemas) => schemas.IsAny ? string.Empty : schemas.Locations[0].Pointer;

    private void CompilePending()
    {
        while (_pending.TryDequeue(out var name))
        {
            var schemas = _setsByName[name];
            var rules = new ShapeRules(new RuleContext(_rules, RuleOf, name, Pointer(schemas)));
            _rules.Define(name, GbnfBuilder.Choice(_resolver.Resolve(schemas).Select(rules.Build)));
        }
    }

    private GbnfNode RuleOf(SchemaSet schemas)
    {
        if (schemas.IsAny)
        {
            return GbnfBuilder.Reference(RuleNames.Value);
        }

        var isKnown = _names.TryGetValue(schemas.Key, out var name);
        return GbnfBuilder.Reference(isKnown ? name! : Reserve(schemas, RuleWish.Of(Pointer(schemas))));
    }

    private string Reserve(SchemaSet schemas, string wish)
    {
        var name = _rules.Reserve(wish);
        _names.Add(schemas.Key, name);
        _setsByName.Add(name, schemas);
        _pending.Enqueue(name);
        return name;
    }

    private void Simplify()
    {
        if (GbnfSimplifier.Simplify(_rules) is { } barren)
        {
            var pointer = _setsByName.TryGetValue(barren, out var schemas) ? Pointer(schemas) : string.Empty;
            throw SchemaError.At(pointer, "no finite JSON value can satisfy the schema");
        }
    }

    private string Print()
    {
        var elements = _rules.Names.Sum(name => GbnfWalk.ExpandedSize(_rules[name]));
        if (elements > SchemaLimits.GrammarElements)
        {
            throw SchemaError.Of(string.Create(
                CultureInfo.InvariantCulture,
                $"with its repetitions written out it has {elements:0} elements; {SchemaLimits.GrammarElements} are the limit."));
        }

        var text = _rules.ToString();
        return text.Length <= SchemaLimits.GrammarCharacters
            ? text
            : throw SchemaError.Of($"its grammar has {text.Length} characters; {SchemaLimits.GrammarCharacters} are the limit.");
    }
}
