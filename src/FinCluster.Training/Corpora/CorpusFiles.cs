using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinCluster.Training.Corpora;

/// <summary>Reads the text files of a corpus folder.</summary>
internal sealed class CorpusFiles
{
    private readonly string _folder;

    /// <summary>Opens a folder.</summary>
    /// <exception cref="TrainingException">There is no such folder.</exception>
    public CorpusFiles(string folder)
    {
        _folder = Directory.Exists(folder) ? folder : throw new TrainingException($"the corpus folder {folder} does not exist");
    }

    /// <summary>Says whether there is such a file.</summary>
    public bool Has(string file) => File.Exists(Path.Combine(_folder, file));

    /// <summary>Gets a hash over the names and contents of all text files.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in Directory.EnumerateFiles(_folder, "*.txt").Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads lines of the form <c>name|other name=definition</c>.</summary>
    public IReadOnlyList<Term> Terms(string file) =>
        [.. Lines(file).Select(line => Split(file, line, "=")).Select(pair => new Term(pair.Left.Split('|'), pair.Right))];

    /// <summary>Reads lines of the form <c>name=text</c>.</summary>
    public IReadOnlyDictionary<string, string> Texts(string file) => Lines(file).Select(line => Split(file, line, "="))
        .ToDictionary(pair => pair.Left, pair => pair.Right, StringComparer.Ordinal);

    /// <summary>Reads lines of the form <c>wording||wording=&gt;answer</c>.</summary>
    public IReadOnlyList<Fact> Facts(string file) =>
        [.. Lines(file).Select(line => Split(file, line, "=>")).Select(pair => new Fact(pair.Left.Split("||"), pair.Right))];

    /// <summary>Reads lines of the form <c>one|other|third</c>.</summary>
    public IReadOnlyList<string[]> Groups(string file) => [.. Lines(file).Select(line => line.Split('|'))];

    /// <summary>Reads lines of the form <c>name=number</c>.</summary>
    public IReadOnlyDictionary<string, double> Numbers(string file) => Texts(file).ToDictionary(
        entry => entry.Key,
        entry => double.TryParse(entry.Value, CultureInfo.InvariantCulture, out double value) && value >= 0
            ? value
            : throw new TrainingException($"{file} has '{entry.Value}' for '{entry.Key}', which is no number"),
        StringComparer.Ordinal);

    /// <summary>Reads sections of lines below <c>[name]</c>.</summary>
    public IReadOnlyDictionary<string, string[]> Sections(string file)
    {
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? current = null;
        foreach (string line in Lines(file))
        {
            if (line[0] == '[' && line[^1] == ']')
            {
                sections[line[1..^1]] = current = [];
            }
            else
            {
                (current ?? throw new TrainingException($"{file} has a line before its first [section]")).Add(line);
            }
        }

        return sections.ToDictionary(entry => entry.Key, entry => entry.Value.ToArray(), StringComparer.Ordinal);
    }

    private static (string Left, string Right) Split(string file, string line, string mark)
    {
        int at = line.IndexOf(mark, StringComparison.Ordinal);
        return at > 0 && at + mark.Length < line.Length
            ? (line[..at], line[(at + mark.Length)..])
            : throw new TrainingException($"{file} has the line '{line}' without '{mark}' between two texts");
    }

    private string[] Lines(string file)
    {
        string path = Path.Combine(_folder, file);
        return File.Exists(path) ? [.. File.ReadLines(path).Where(line => line.Length > 0)] : [];
    }
}

/// <summary>A term.</summary>
/// <param name="Names">Its names, the usual one first.</param>
/// <param name="Definition">What it is.</param>
internal sealed record Term(string[] Names, string Definition);

/// <summary>An answer and the wordings of its question.</summary>
internal sealed record Fact(string[] Wordings, string Answer);
