using FinCluster.Testing;

namespace FinCluster.Training.Tests;

/// <summary>A corpus of a few lines in a folder of its own.</summary>
internal sealed class SmallCorpus : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SmallCorpus()
    {
        Write("facts.zh.txt", "什么是债券？||债券的意思=>债券是发行人借钱的凭证。", "什么是股票？||股票的意思=>股票是公司的股份。");
        Write("facts.en.txt", "What is a bond?||Explain bonds=>A bond is a loan.");
    }

    public string Path => _folder.Path;

    public string File(string name) => _folder.File(name);

    public void Write(string file, params string[] lines) => System.IO.File.WriteAllLines(_folder.File(file), lines);

    public void Dispose() => _folder.Dispose();
}
