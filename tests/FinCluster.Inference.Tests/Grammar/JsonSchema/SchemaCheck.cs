using FinCluster.Core.Errors;
using FinCluster.Inference.Grammar.JsonSchema;
using FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

/// <summary>Asks the questions that every test of a schema asks.</summary>
internal static class SchemaCheck
{
    private const int Samples = 40;

    /// <summary>
    /// Every accepted text belongs to the grammar, no refused one does, and whatever the grammar produces is JSON that satisfies the schema.
    /// </summary>
    public static void Accepts(string schema, string[] accepted, string[] refused)
    {
        var oracle = GbnfOracle.Parse(JsonSchemaGrammar.ToGbnf(schema));

        Assert.All(accepted, text => Assert.True(oracle.Accepts(text), $"should be accepted: {text}"));
        Assert.All(refused, text => Assert.False(oracle.Accepts(text), $"should be refused: {text}"));
        IsSound(schema, oracle, new Random(1));
    }

    /// <summary>Whatever the grammar produces is JSON that satisfies the schema.</summary>
    public static void IsSound(string schema, GbnfOracle oracle, Random random)
    {
        var sampler = new GbnfSampler(oracle, random);
        for (var i = 0; i < Samples; i++)
        {
            var sample = sampler.Sample();
            Assert.True(SchemaValidator.IsValid(schema, sample), $"produced by the grammar of {schema}: {sample}");
        }
    }

    /// <summary>The schema is refused with an error that names each of <paramref name="mentions"/>.</summary>
    public static void IsRefused(string schema, params string[] mentions)
    {
        var error = Assert.Throws<RequestException>(() => JsonSchemaGrammar.ToGbnf(schema));

        Assert.Equal(ErrorCode.InvalidSchema, error.Code);
        Assert.Equal("response_format", error.Parameter);
        Assert.All(mentions, mention => Assert.Contains(mention, error.Message, StringComparison.Ordinal));
    }
}
