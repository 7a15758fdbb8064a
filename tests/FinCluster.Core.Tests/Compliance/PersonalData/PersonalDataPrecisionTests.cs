using System.Text.Json;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

/// <summary>What is no personal data stays: numbers of finance text, and the corpus and questions of the shipped models.</summary>
public sealed class PersonalDataPrecisionTests(ITestOutputHelper output)
{
    private const int PerSort = 1_000;

    [Fact]
    public void Find_GeneratedNumbers_FewAreTakenForPersonalData()
    {
        var innocents = new Innocents(23);
        int all = 0;
        var wrong = new List<string>();
        foreach (string sort in Innocents.Sorts)
        {
            int before = wrong.Count;
            for (int i = 0; i < PerSort; i++)
            {
                string text = innocents.Next(sort);
                wrong.AddRange(PersonalDataFinder.Find(text).Take(1).Select(match => $"{match.Kind}: {text}"));
            }

            all += PerSort;
            output.WriteLine($"{sort}: {100.0 * (wrong.Count - before) / PerSort:0.00} % of {PerSort}; {string.Join(" | ", wrong.Skip(before).Take(3))}");
        }

        output.WriteLine($"all: {100.0 * wrong.Count / all:0.000} % of {all}");
        Assert.True(wrong.Count <= 0.005 * all, $"{wrong.Count} of {all}");
    }

    [Fact]
    public void Find_TextOfTheModels_Nothing()
    {
        string[] texts = [.. Texts()];

        string[] wrong = [.. texts.SelectMany(text => PersonalDataFinder.Find(text).Select(match => $"{match.Kind}: {text}"))];

        output.WriteLine($"{wrong.Length} of {texts.Length} texts, {texts.Sum(text => text.Length)} characters");
        Assert.True(texts.Length > 1_000);
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Texts()
    {
        string models = Path.Combine(RepositoryPaths.Root, "models");
        IEnumerable<string> corpus = Directory.EnumerateFiles(Path.Combine(models, "corpus"), "*", SearchOption.AllDirectories).SelectMany(File.ReadLines);
        IEnumerable<string> questions = Directory.EnumerateFiles(Path.Combine(models, "eval"), "*.jsonl").SelectMany(File.ReadLines).Where(line => line.Length > 0)
            .SelectMany(line => Strings(JsonDocument.Parse(line).RootElement));
        return corpus.Concat(questions);
    }

    private static IEnumerable<string> Strings(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Strings(property.Value)),
        _ => [],
    };
}
