using System.Text.Json;
using FinCluster.Core.Compliance.PersonalData;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Compliance.PersonalData;

/// <summary>What is no personal data stays: numbers of finance text, and the corpus and questions of the shipped models.</summary>
public sealed class PersonalDataPrecisionTests(ITestOutputHelper output)
{
    private const int PerSort = 1_000;

    [Fact]
    public void Find_NumbersAndFinanceText_FewAreTakenForPersonalData()
    {
        var innocents = new Innocents(23);
        string[] models = [.. Texts()];
        Assert.True(models.Length > 1_000);
        List<string> wrong = WrongOf("text of the models", models, limit: 0);
        int all = models.Length;
        foreach (string sort in Innocents.Sorts)
        {
            string[] texts = [.. Enumerable.Range(0, PerSort).Select(_ => innocents.Next(sort))];
            wrong.AddRange(WrongOf(sort, texts, Innocents.Hard.Contains(sort) ? PerSort / 8 : PerSort / 200));
            all += PerSort;
        }

        output.WriteLine($"all: {100.0 * wrong.Count / all:0.000} % of {all}");
        Assert.True(wrong.Count <= 0.005 * all, $"{wrong.Count} of {all}");
    }

    private List<string> WrongOf(string sort, string[] texts, int limit)
    {
        List<string> wrong = [.. texts.SelectMany(text => PersonalDataFinder.Find(text).Take(1).Select(match => $"{match.Kind}: {text}"))];
        string some = string.Join(" | ", wrong.Take(3));
        output.WriteLine($"{sort}: {100.0 * wrong.Count / texts.Length:0.00} % of {texts.Length} {some}");
        Assert.True(wrong.Count <= limit, $"{sort}: {wrong.Count} of {texts.Length}: {some}");
        return wrong;
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
