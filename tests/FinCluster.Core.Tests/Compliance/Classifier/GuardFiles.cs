using System.Security.Cryptography;
using System.Text;
using FinCluster.Core.Compliance.Guard.Cases;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Compliance.Classifier;

/// <summary>The labelled cases of the repository.</summary>
internal static class GuardFiles
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "models", "guard");

    private static readonly string[] CaseFiles = [.. Directory.EnumerateFiles(Folder, "cases-*.jsonl").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<GuardCase> Cases { get; } = [.. CaseFiles.SelectMany(path => GuardCaseReader.Read(File.ReadLines(path), Path.GetFileName(path)))];

    public static string DataSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in CaseFiles.Append(Path.Combine(Folder, "templates.txt")))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
