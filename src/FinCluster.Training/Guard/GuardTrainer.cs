using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Core.Edge.Learning;
using FinCluster.Training.Corpora;

namespace FinCluster.Training.Guard;

/// <summary>Learns the guard's classifier from files.</summary>
public static class GuardTrainer
{
    private const int GeneratedCases = 12_000;
    private const int Seed = 1;

    // Of the wordings of one fact, so many are taken: more would only repeat it.
    private const int WordingsOfAFact = 3;

    /// <summary>Learns.</summary>
    /// <param name="folder">The folder with <c>cases-*.jsonl</c> and <c>templates.txt</c>.</param>
    /// <param name="promptFiles">Labelled prompts of the edge decision: those that are answered are allowed.</param>
    /// <param name="corpora">Folders of corpora: their questions and answers are allowed.</param>
    /// <exception cref="TrainingException">A file does not exist or cannot be read.</exception>
    public static GuardLearning Train(string folder, IReadOnlyList<string> promptFiles, IReadOnlyList<string> corpora)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(promptFiles);
        ArgumentNullException.ThrowIfNull(corpora);
        try
        {
            GuardCase[] written = [.. CaseFiles(folder).SelectMany(path => GuardCaseReader.Read(File.ReadLines(path), Path.GetFileName(path)))];
            GuardCase[] ordinary = [.. promptFiles.SelectMany(Allowed), .. corpora.SelectMany(FromCorpus)];
            GuardCase[] others =
            [
                .. new GuardCaseGenerator(new GuardTemplates(Path.Combine(folder, "templates.txt"))).Generate(GeneratedCases, Seed, isHeldOut: false),
                .. ordinary,
                .. MeaninglessTexts.Of(ordinary),
            ];
            return GuardLearner.Learn(written, others, DataSha256(folder));
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw new TrainingException(e.Message, e);
        }
    }

    /// <summary>Gets what names the data of a folder: the SHA-256 of the names and contents of its cases and templates.</summary>
    public static string DataSha256(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in CaseFiles(folder).Append(Path.Combine(folder, "templates.txt")))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string[] CaseFiles(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "cases-*.jsonl").Order(StringComparer.Ordinal)]
        : throw new TrainingException($"there is no folder '{folder}'");

    private static IEnumerable<GuardCase> Allowed(string path) => LabelledPromptReader.Read(File.ReadLines(path), Path.GetFileName(path))
        .Where(prompt => prompt.Label != PromptLabel.Refuse)
        .Select(prompt => Ordinary(prompt.Language, prompt.Request.Messages[^1].Content));

    private static IEnumerable<GuardCase> FromCorpus(string folder)
    {
        var files = new CorpusFiles(folder);
        foreach (string language in (string[])["zh", "en"])
        {
            foreach (Fact fact in files.Facts($"facts.{language}.txt"))
            {
                yield return Ordinary(language, fact.Answer);
                foreach (string wording in fact.Wordings.Where(wording => !wording.Contains('{', StringComparison.Ordinal)).Take(WordingsOfAFact))
                {
                    yield return Ordinary(language, wording);
                }
            }

            foreach (Term term in files.Terms($"terms.{language}.txt"))
            {
                yield return Ordinary(language, term.Definition);
            }
        }
    }

    private static GuardCase Ordinary(string language, string text) => new("", language, text, null, GuardCaseKind.Ordinary, IsHeldOut: false, "corpus");
}
