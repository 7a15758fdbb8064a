using System.Collections.Frozen;

namespace FinCluster.Training.Corpora;

/// <summary>The authored texts of a folder. Immutable.</summary>
internal sealed class Corpus
{
    private readonly IReadOnlyDictionary<string, string[]> _wordings;

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="mix">The name of a mix of its own, <c>mix.NAME.txt</c>; where the folder has none, <c>mix.txt</c> is taken.</param>
    /// <exception cref="TrainingException">It does not exist, holds nothing to learn, or a file of it is malformed.</exception>
    public Corpus(string folder, string? mix = null)
    {
        var files = new CorpusFiles(folder);
        _wordings = files.Sections("wordings.txt");
        Mix = files.Numbers(mix is not null && files.Has($"mix.{mix}.txt") ? $"mix.{mix}.txt" : "mix.txt");
        Synonyms = files.Groups("synonyms.zh.txt");
        Chinese = CorpusLanguage.Read(files, "zh");
        English = CorpusLanguage.Read(files, "en");
        Style = new AnswerStyle(files.Texts("style.txt"));
        Folder = folder;
        Fingerprint = files.Fingerprint();
        if (Chinese.IsEmpty && English.IsEmpty)
        {
            throw new TrainingException($"the corpus folder {folder} has no terms, facts or chats");
        }

        Names = Chinese.Terms.Concat(English.Terms).SelectMany(term => term.Names).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Gets the folder.</summary>
    public string Folder { get; }

    /// <summary>Gets a hash of the files.</summary>
    public string Fingerprint { get; }

    /// <summary>Gets how often each kind of conversation is drawn; empty when the folder does not say.</summary>
    public IReadOnlyDictionary<string, double> Mix { get; }

    /// <summary>Gets words that can stand for each other in questions.</summary>
    public IReadOnlyList<string[]> Synonyms { get; }

    /// <summary>Gets the Chinese texts.</summary>
    public CorpusLanguage Chinese { get; }

    /// <summary>Gets the English texts.</summary>
    public CorpusLanguage English { get; }

    /// <summary>Gets what marks the answers of this corpus.</summary>
    public AnswerStyle Style { get; }

    /// <summary>Gets the names of all terms.</summary>
    public FrozenSet<string> Names { get; }

    /// <summary>Gets the wordings of a section; none when the corpus has no such section.</summary>
    public string[] Wordings(string section) => _wordings.TryGetValue(section, out string[]? lines) ? lines : [];
}

/// <summary>The authored texts of one language. Immutable.</summary>
internal sealed record CorpusLanguage(
    IReadOnlyList<Term> Terms, IReadOnlyList<Fact> Facts, IReadOnlyList<Fact> Chats, IReadOnlyList<Fact> OffTopic,
    IReadOnlyList<(Term Term, string Text)> Risks, IReadOnlyList<(Term Term, string Text)> Examples)
{
    /// <summary>Gets a value indicating whether there is nothing to learn.</summary>
    public bool IsEmpty => Terms.Count + Facts.Count + Chats.Count == 0;

    /// <summary>Reads the files of a language.</summary>
    public static CorpusLanguage Read(CorpusFiles files, string language)
    {
        IReadOnlyList<Term> terms = files.Terms($"terms.{language}.txt");
        return new CorpusLanguage(
            terms, Grow(files.Facts($"facts.{language}.txt")), files.Facts($"chat.{language}.txt"), files.Facts($"offtopic.{language}.txt"),
            Attach(terms, files.Texts($"risks.{language}.txt")), Attach(terms, files.Texts($"examples.{language}.txt")));
    }

    private static Fact[] Grow(IReadOnlyList<Fact> facts) =>
        [.. facts.Select(fact => fact with { Wordings = [.. fact.Wordings.Concat(FactWordings.More(fact.Wordings)).Distinct()] })];

    private static (Term Term, string Text)[] Attach(IReadOnlyList<Term> terms, IReadOnlyDictionary<string, string> texts) =>
        [.. texts.Select(entry => (
            terms.FirstOrDefault(term => term.Names[0] == entry.Key) ?? throw new TrainingException($"there is no term '{entry.Key}'"),
            entry.Value))];
}
