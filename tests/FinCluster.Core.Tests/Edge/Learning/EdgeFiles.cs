using System.Security.Cryptography;
using FinCluster.Core.Edge.Learning;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Edge.Learning;

/// <summary>The labelled prompts of the repository.</summary>
internal static class EdgeFiles
{
    private static readonly string[] PromptFiles = [Path("prompts-seed.jsonl"), Path("prompts.jsonl")];

    public static IReadOnlyList<LabelledPrompt> Prompts { get; } =
        [.. PromptFiles.SelectMany(path => LabelledPromptReader.Read(File.ReadLines(path), path))];

    public static IReadOnlyList<LabelledPrompt> Own { get; } = LabelledPromptReader.Read(File.ReadLines(PromptFiles[1]), PromptFiles[1]);

    public static IReadOnlyList<ProbeSample> Probes { get; } = ProbeSample.Read(File.ReadLines(Path("probes.jsonl")), "probes.jsonl");

    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData([.. PromptFiles.SelectMany(File.ReadAllBytes)]));

    private static string Path(string name) => System.IO.Path.Combine(RepositoryPaths.Root, "models", "edge-decision", name);
}
