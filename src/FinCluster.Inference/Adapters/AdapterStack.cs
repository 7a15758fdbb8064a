using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Inference.Models;
using FinCluster.Inference.Native;

namespace FinCluster.Inference.Adapters;

/// <summary>The adapters of one engine, in memory: its contexts all have them, and no other's has.</summary>
internal sealed class AdapterStack : IDisposable
{
    private readonly ImmutableArray<AdapterHandle> _handles;
    private readonly float[] _scales;

    private AdapterStack(ImmutableArray<AdapterInfo> adapters, ImmutableArray<AdapterHandle> handles)
    {
        Adapters = adapters;
        _handles = handles;
        _scales = [.. adapters.Select(adapter => adapter.Scale)];
    }

    /// <summary>Gets the stack of a base alone.</summary>
    public static AdapterStack None { get; } = new([], []);

    /// <summary>Gets what the adapters are.</summary>
    public ImmutableArray<AdapterInfo> Adapters { get; }

    /// <summary>Checks adapters and reads them into memory.</summary>
    /// <param name="model">The base.</param>
    /// <param name="files">The adapters, in their order.</param>
    /// <param name="limits">What they may be like.</param>
    /// <param name="cancellationToken">Gives up between two of them.</param>
    /// <exception cref="ModelFileException">One of them is refused.</exception>
    public static async Task<AdapterStack> LoadAsync(
        SharedModel model, ImmutableArray<AdapterFile> files, AdapterLimits limits, CancellationToken cancellationToken)
    {
        var adapters = ImmutableArray.CreateBuilder<AdapterInfo>(files.Length);
        var handles = ImmutableArray.CreateBuilder<AdapterHandle>(files.Length);
        try
        {
            foreach (AdapterFile file in files)
            {
                AdapterAdmission.Read(file.Path, model.File, model.Hash, limits);
                string hash = file.Hash ?? await ModelFile.ComputeHashAsync(file.Path, progress: null, cancellationToken);
                handles.Add(AdapterHandle.Create(model.Model.Handle, file.Path)
                    ?? throw new ModelFileException(file.Path, $"it does not load: {NativeLog.TakeErrors()}"));
                adapters.Add(new AdapterInfo(file.Name, hash, file.Scale));
            }

            return new AdapterStack(adapters.ToImmutable(), handles.ToImmutable());
        }
        catch
        {
            foreach (AdapterHandle handle in handles)
            {
                handle.Dispose();
            }

            throw;
        }
    }

    /// <summary>Lets a context compute with these adapters and no others. The stack must outlive it, or others be set before.</summary>
    public unsafe void ApplyTo(ContextHandle context)
    {
        nint[] adapters = [.. _handles.Select(handle => handle.DangerousGetHandle())];
        fixed (nint* first = adapters)
        fixed (float* scales = _scales)
        {
            if (NativeMethods.llama_set_adapters_lora(context, first, (nuint)adapters.Length, scales) != 0)
            {
                throw new EngineStartException($"the adapters cannot be set: {NativeLog.TakeErrors()}");
            }
        }
    }

    public void Dispose()
    {
        foreach (AdapterHandle handle in _handles)
        {
            handle.Dispose();
        }
    }
}
