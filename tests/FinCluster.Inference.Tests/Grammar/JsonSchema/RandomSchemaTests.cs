using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinCluster.Inference.Grammar.JsonSchema;
using FinCluster.Inference.Tests.Grammar.JsonSchema.Oracle;

namespace FinCluster.Inference.Tests.Grammar.JsonSchema;

/// <summary>Schemas that nobody thought of. A seed is one schema, so a failure names what to run again.</summary>
public sealed class RandomSchemaTests
{
    private const int Schemas = 150;
    private const int InstancesPerSchema = 12;
    private const string Edits = "\"{}[],:0179-.aeu\\ \nx平";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Grammar_OfAnySchema_ProducesOnlyWhatSatisfiesIt() => ForEachSchema((schema, oracle, _, random) =>
        SchemaCheck.IsSound(schema, oracle, random));

    [Fact]
    public void Grammar_OfAnySchema_AcceptsWhatSatisfiesIt()
    {
        var count = 0;
        ForEachSchema((schema, oracle, instances, _) =>
        {
            foreach (var instance in instances)
            {
                count++;
                Assert.True(SchemaValidator.IsValid(schema, instance), $"no instance of {schema}: {instance}");
                Assert.True(oracle.Accepts(instance), $"refused by the grammar of {schema}: {instance}");
            }
        });
        Assert.InRange(count, Schemas * InstancesPerSchema / 2, int.MaxValue);
    }

    [Fact]
    public void Grammar_OfAnySchema_RefusesWhatAnEditSpoils()
    {
        var refused = 0;
        ForEachSchema((schema, oracle, instances, random) =>
        {
            foreach (var edited in instances.SelectMany(instance => Enumerable.Range(0, 8).Select(_ => Edit(instance, random))))
            {
                if (oracle.Accepts(edited))
                {
                    Assert.True(SchemaValidator.IsValid(schema, edited), $"accepted by the grammar of {schema}: {edited}");
                }
                else
                {
                    refused++;
                }
            }
        });
        Assert.InRange(refused, Schemas, int.MaxValue);
    }

    private static void ForEachSchema(Action<string, GbnfOracle, List<string>, Random> check)
    {
        for (var seed = 0; seed < Schemas; seed++)
        {
            var random = new Random(seed);
            var root = new RandomSchemas(random).Next();
            var schema = root.ToJsonString(Readable);
            var instances = new RandomInstances(root, random);
            check(
                schema,
                GbnfOracle.Parse(JsonSchemaGrammar.ToGbnf(schema)),
                [.. Enumerable.Range(0, InstancesPerSchema).Select(_ => instances.Next()).OfType<string>()],
                random);
        }
    }

    // One character more, less or other: most such texts are wrong, and wrong in ways that a grammar with a hole lets through.
    private static string Edit(string text, Random random)
    {
        var characters = StringInfo.GetTextElementEnumerator(text);
        var elements = new List<string>();
        while (characters.MoveNext())
        {
            elements.Add(characters.GetTextElement());
        }

        var at = random.Next(elements.Count);
        var other = Edits[random.Next(Edits.Length)].ToString();
        elements[at] = random.Next(3) switch
        {
            0 => string.Empty,
            1 => other,
            _ => elements[at] + other,
        };
        return string.Concat(elements);
    }
}
