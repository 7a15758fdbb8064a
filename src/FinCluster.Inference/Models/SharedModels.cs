namespace FinCluster.Inference.Models;

/// <summary>The models in memory, each once however many engines use it. Thread-safe.</summary>
/// <param name="leaving">Told of a model that nobody uses any more, before it is freed.</param>
internal sealed class SharedModels(Action<SharedModel> leaving)
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Says whether a model is in memory.</summary>
    public bool Has(string hash)
    {
        lock (_gate)
        {
            return Find_NeedsLock("", hash) is not null;
        }
    }

    /// <summary>Takes a share of a model, which is loaded for the first one and freed with the last.</summary>
    /// <param name="path">Its file; empty when it is known to be in memory.</param>
    /// <param name="hash">The SHA-256 of the file when that is known; else null, and it is computed.</param>
    /// <param name="gpuLayers">Layers that go to the GPU.</param>
    /// <exception cref="EngineStartException">libllama refuses the file, or the model has just left memory.</exception>
    /// <exception cref="ModelFileException">The file is not usable.</exception>
    public async Task<SharedModelLease> AcquireAsync(string path, string? hash, int gpuLayers)
    {
        Entry entry;
        lock (_gate)
        {
            entry = Find_NeedsLock(path, hash) ?? Add_NeedsLock(path, hash, gpuLayers);
            entry.Users++;
        }

        try
        {
            return new SharedModelLease(await entry.Loading, () => Release(entry));
        }
        catch
        {
            Release(entry);
            throw;
        }
    }

    private static async Task<SharedModel> LoadAsync(string path, string? knownHash, int gpuLayers)
    {
        if (path.Length == 0)
        {
            throw new EngineStartException("the base has just been unloaded");
        }

        GgufFile file = GgufFile.Read(path);
        if (file.IsAdapter)
        {
            throw new ModelFileException(path, "it is an adapter, not a model");
        }

        Task<string> hash = knownHash is null ? ModelFile.ComputeHashAsync(path, progress: null, CancellationToken.None) : Task.FromResult(knownHash);
        LlamaModel model = LlamaModel.Load(path, gpuLayers);
        try
        {
            return new SharedModel(model, file, await hash);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private Entry? Find_NeedsLock(string path, string? hash) => _entries.Find(entry =>
        (path.Length > 0 && entry.Path == path) || (hash is not null && entry.Hash == hash));

    private Entry Add_NeedsLock(string path, string? hash, int gpuLayers)
    {
        var entry = new Entry(path, hash, Task.Run(() => LoadAsync(path, hash, gpuLayers)));
        _entries.Add(entry);
        return entry;
    }

    private void Release(Entry entry)
    {
        lock (_gate)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            _entries.Remove(entry);
        }

        if (entry.Loading.IsCompletedSuccessfully)
        {
            SharedModel shared = entry.Loading.GetAwaiter().GetResult();
            leaving(shared);
            shared.Model.Dispose();
        }
    }

    private sealed class Entry(string path, string? hash, Task<SharedModel> loading)
    {
        public string Path => path;

        public Task<SharedModel> Loading => loading;

        public string? Hash => hash ?? (loading.IsCompletedSuccessfully ? loading.GetAwaiter().GetResult().Hash : null);

        public int Users { get; set; }
    }
}
