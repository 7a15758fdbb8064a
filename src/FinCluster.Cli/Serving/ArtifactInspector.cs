using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Guard.Rules;
using FinCluster.Core.Knowledge;
using FinCluster.Inference.Models;

namespace FinCluster.Cli.Serving;

/// <summary>Looks at files as those look at them who use them: models, adapters and templates as llama.cpp's binding does, guard rules and knowledge as gateways do.</summary>
internal sealed class ArtifactInspector : IArtifactInspector
{
    private readonly ModelInspector _models = new();

    /// <summary>Says what is wrong with a file that gateways read; null when nothing is, or when gateways do not read files of that kind.</summary>
    public static string? FindGatewayProblem(string path, ArtifactKind kind)
    {
        (int most, string what) = kind switch
        {
            ArtifactKind.KnowledgeSnapshot => (KnowledgeReader.MaxBytes, "a knowledge snapshot"),
            ArtifactKind.GuardRules => (RulePackReader.MaxBytes, "a rule pack"),
            _ => (int.MaxValue, ""),
        };
        if (what.Length == 0)
        {
            return null;
        }

        if (new FileInfo(path).Length > most)
        {
            return $"{what} has at most {most} bytes";
        }

        try
        {
            Read(path, kind);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    public string? FindProblem(string path, ArtifactKind kind, string? basePath) =>
        FindGatewayProblem(path, kind) ?? _models.FindProblem(path, kind, basePath);

    private static void Read(string path, ArtifactKind kind)
    {
        if (kind == ArtifactKind.KnowledgeSnapshot)
        {
            KnowledgeReader.Read(File.ReadAllBytes(path));
            return;
        }

        // A release's rules hold beside the shipped ones.
        GuardRules.Compile([.. ShippedPacks.All, RulePackReader.Read(File.ReadAllText(path))]);
    }
}
