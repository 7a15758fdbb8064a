using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Storage;

namespace FinCluster.Inference.Models;

/// <summary>Looks at files as they are looked at before llama.cpp gets them: headers and tensors of models and adapters, not their weights; the text of templates.</summary>
/// <remarks>It needs no native library, so a gateway may use it. Whether a template is one that libllama knows shows where it is loaded.</remarks>
public sealed class ModelInspector : IArtifactInspector
{
    /// <inheritdoc/>
    public string? FindProblem(string path, ArtifactKind kind, string? basePath)
    {
        try
        {
            if (kind == ArtifactKind.ChatTemplate)
            {
                ChatTemplateFile.Read(path);
                return null;
            }

            GgufFile? file = Read(path, kind);
            if (file is not null && basePath is not null)
            {
                file.CheckFits(GgufFile.Read(basePath));
            }

            return null;
        }
        catch (ModelFileException e)
        {
            return e.Reason;
        }
    }

    /// <summary>Reads the header of a file whose kind has one; null for the others.</summary>
    /// <exception cref="ModelFileException">It is no model or adapter, or the other one of the two.</exception>
    public static GgufFile? Read(string path, ArtifactKind kind)
    {
        if (kind != ArtifactKind.BaseModel && !kind.IsAdapter())
        {
            return null;
        }

        GgufFile file = GgufFile.Read(path);
        return file.IsAdapter == kind.IsAdapter()
            ? file
            : throw new ModelFileException(path, file.IsAdapter ? "it is an adapter, and no base model" : "it is a base model, and no adapter");
    }
}
