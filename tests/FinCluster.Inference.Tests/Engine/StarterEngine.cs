using FinCluster.Testing;
using FinCluster.Testing.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinCluster.Inference.Tests.Engine;

/// <summary>An engine over the model that the repository ships, shared by the tests of a class.</summary>
public class StarterEngine : IAsyncLifetime
{
    private LlamaEngine? _engine;

    /// <summary>Gets the engine.</summary>
    public LlamaEngine Engine => _engine ?? throw new InvalidOperationException("the fixture is not initialized");

    /// <summary>Loads an engine over the shipped model; the caller disposes it.</summary>
    public static Task<LlamaEngine> LoadAsync(Func<LlamaEngineOptions, LlamaEngineOptions>? change = null)
    {
        var options = new LlamaEngineOptions
        {
            ModelName = "finlite-starter",
            ModelPath = RepositoryPaths.StarterModel,
            NativeFolder = NativeLibraryFolder.Require(),
            Threads = 1,
        };
        return LlamaEngineLoader.LoadAsync(
            change?.Invoke(options) ?? options, TimeProvider.System, NullLogger.Instance, TestTimeouts.Token);
    }

    public async ValueTask InitializeAsync() => _engine = await LoadAsync(Configure);

    /// <summary>Changes the options of the shared engine.</summary>
    protected virtual LlamaEngineOptions Configure(LlamaEngineOptions options) => options;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }
}
