using FinCluster.Training.Corpora;

namespace FinCluster.Training.Guard;

/// <summary>The sections of a file of templates. Immutable.</summary>
internal sealed class GuardTemplates
{
    private readonly IReadOnlyDictionary<string, string[]> _sections;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TrainingException">It does not exist, or is malformed.</exception>
    public GuardTemplates(string path)
    {
        string file = Path.GetFileName(path);
        var files = new CorpusFiles(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _sections = files.Has(file) ? files.Sections(file) : throw new TrainingException($"there is no file '{path}'");
    }

    /// <summary>Gets the lines of a section; none when there is no such section.</summary>
    public string[] Lines(string section) => _sections.TryGetValue(section, out string[]? lines) ? lines : [];
}
