using FinCluster.Inference.Models;
using FinCluster.Inference.Native;
using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Models;

/// <summary>The shipped model without an engine: its vocabulary and its chat template.</summary>
public sealed class VocabularyFixture : IDisposable
{
    public VocabularyFixture()
    {
        LlamaLibrary.Load(NativeLibraryFolder.Require(), NullLogger.Instance);
        Model = LlamaModel.Load(RepositoryPaths.StarterModel, gpuLayers: 0);
    }

    internal LlamaModel Model { get; }

    internal Vocabulary Vocabulary => Model.Vocabulary;

    public void Dispose() => Model.Dispose();
}
