namespace FinCluster.Core.Engine;

/// <summary>A language that the output must belong to.</summary>
public abstract record OutputConstraint;

/// <summary>A GBNF grammar, in llama.cpp's notation, with the start symbol <c>root</c>.</summary>
public sealed record GrammarConstraint(string Gbnf) : OutputConstraint;

/// <summary>A JSON schema, as JSON text. The output is one JSON value that satisfies it.</summary>
public sealed record JsonSchemaConstraint(string Schema) : OutputConstraint;

/// <summary>Any JSON object.</summary>
public sealed record JsonObjectConstraint : OutputConstraint;
