using FinCluster.Core.Engine;
using FinCluster.Inference.Models;

namespace FinCluster.Inference.Grammar;

/// <summary>Turns what a request demands of its output into an automaton over the model's tokens. Thread-safe.</summary>
internal sealed class ConstraintCompiler(Vocabulary vocabulary)
{
    // An app asks with a handful of schemas again and again; each keeps its token masks warm.
    private const int CachedGrammars = 64;

    // The trie of a large vocabulary takes a while, and many servers never see a constrained request.
    private readonly Lazy<GrammarCompiler> _compiler = new(
        () => new GrammarCompiler(new TokenTrie(vocabulary.Count, vocabulary.Bytes), CachedGrammars));

    /// <summary>Compiles a constraint; null for free text.</summary>
    /// <exception cref="Core.Errors.RequestException">The grammar or schema is not one that can be compiled.</exception>
    public CompiledGrammar? Compile(OutputConstraint? constraint) => constraint switch
    {
        null => null,
        GrammarConstraint grammar => _compiler.Value.CompileGbnf(grammar.Gbnf),
        JsonSchemaConstraint schema => _compiler.Value.CompileGbnf(JsonSchema.JsonSchemaGrammar.ToGbnf(schema.Schema)),
        JsonObjectConstraint => _compiler.Value.CompileGbnf(JsonSchema.JsonSchemaGrammar.AnyObject),
        _ => throw new ArgumentOutOfRangeException(nameof(constraint), constraint, null),
    };
}
