using System.Collections.Immutable;
using FinCluster.Core.Catalog.Storage;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Replicas;
using FinCluster.Node.Artifacts;
using FinCluster.Node.Service;
using Microsoft.Extensions.Logging;

namespace FinCluster.Node.Replicas;

/// <summary>Loads replicas into a node and unloads them while others serve, and loads them again after a restart.</summary>
/// <remarks>
/// Thread-safe. Calls for one name come one after the other, those for different names at once. What fails leaves everything as it was.
/// </remarks>
/// <param name="replicas">The replicas of the node; those that are there at the start belong to the command line.</param>
/// <param name="loader">Starts engines; null for a node that loads none at run time.</param>
/// <param name="artifacts">Has the files.</param>
/// <param name="record">Keeps what is loaded; null for nothing that does.</param>
/// <param name="time">Times the end of replicas.</param>
/// <param name="logger">Told of what comes and goes.</param>
public sealed partial class ReplicaManager(
    ReplicaSet replicas, IReplicaLoader? loader, ArtifactCache artifacts, ReplicaRecord? record, TimeProvider time, ILogger<ReplicaManager> logger)
    : IDisposable
{
    private readonly KeyedLocks<string> _names = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Loaded> _loaded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ReplicaSpec Spec, ReplicaProblem Problem)> _problems = new(StringComparer.Ordinal);

    /// <summary>Gets the replicas.</summary>
    public ReplicaSet Replicas => replicas;

    /// <summary>Gets the files.</summary>
    public ArtifactCache Artifacts => artifacts;

    /// <summary>Gets what could not be loaded again.</summary>
    public IReadOnlyList<ReplicaProblem> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _problems.Values.Select(problem => problem.Problem)];
            }
        }
    }

    /// <summary>Loads a replica. One that is there and made of the same is no error.</summary>
    /// <exception cref="RequestException">It cannot be loaded.</exception>
    public async Task<ModelInfo> LoadAsync(ReplicaSpec spec, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        using IDisposable name = await _names.EnterAsync(spec.Name, cancellationToken);
        if (replicas.Find(spec.Name) is { } present)
        {
            return IsSame(present.Model, spec)
                ? present.Model
                : throw new RequestException(ErrorCode.ReplicaExists, $"there is another replica '{spec.Name}'", "name");
        }

        long started = time.GetTimestamp();
        Loaded loaded = await StartAsync(spec, cancellationToken);
        try
        {
            Keep(spec.Name, loaded);
        }
        catch
        {
            await loaded.Engine.DisposeAsync();
            loaded.Dispose();
            throw;
        }

        replicas.Add(loaded.Engine);
        LogLoaded(logger, spec.Name, time.GetElapsedTime(started).TotalMilliseconds);
        return loaded.Engine.Model;
    }

    /// <summary>Takes a replica out and waits until it has ended.</summary>
    /// <param name="name">The replica.</param>
    /// <param name="drain">How long its answers have; then they end so that they can go on elsewhere.</param>
    /// <param name="cancellationToken">Gives up before it begins. What has begun goes on.</param>
    /// <exception cref="RequestException">There is none of that name, or it belongs to the command line.</exception>
    public async Task UnloadAsync(string name, TimeSpan drain, CancellationToken cancellationToken)
    {
        using IDisposable entered = await _names.EnterAsync(name, cancellationToken);
        if (Forget(name) is not { } loaded)
        {
            return;
        }

        await replicas.RemoveAsync(name, drain, time);
        loaded.Dispose();
        LogUnloaded(logger, name);
    }

    /// <summary>Loads what was loaded before the node ended. What does not load any more is a problem, and no error.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (ReplicaSpec spec in ReadRecord())
        {
            try
            {
                await LoadAsync(spec, cancellationToken);
            }
            catch (RequestException e)
            {
                LogNotRestored(logger, e, spec.Name);
                lock (_gate)
                {
                    _problems[spec.Name] = (spec, new ReplicaProblem(spec.Name, e));
                }
            }
        }
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Loaded loaded in _loaded.Values)
            {
                loaded.Dispose();
            }

            _loaded.Clear();
        }
    }

    private static bool IsSame(ModelInfo present, ReplicaSpec spec) =>
        present.ContentHash == spec.Base.Hash.Value
        && present.TemplateHash == spec.Template?.Hash.Value
        && (spec.ParallelSequences ?? present.ParallelSequences) == present.ParallelSequences
        && (spec.ContextLength ?? present.ContextLength) == present.ContextLength
        && present.AdapterStack.Select(adapter => (adapter.ContentHash, adapter.Scale))
            .SequenceEqual(spec.Adapters.Select(adapter => (adapter.File.Hash.Value, adapter.Scale)));

    private IReadOnlyList<ReplicaSpec> ReadRecord()
    {
        try
        {
            return record?.Read() ?? [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNoRecord(logger, e);
            return [];
        }
    }

    private async Task<Loaded> StartAsync(ReplicaSpec spec, CancellationToken cancellationToken)
    {
        if (loader is null)
        {
            throw new RequestException(ErrorCode.Unsupported, "this node loads no replicas at run time");
        }

        var pins = new List<IArtifactPin>();
        try
        {
            // A base that others use is kept from being evicted too, for the next start; if it is gone, that is soon enough to fetch it.
            IArtifactPin? model = loader.HasBase(spec.Base.Hash)
                ? await artifacts.TryPinAsync(spec.Base.Hash, cancellationToken)
                : await artifacts.GetAsync(spec.Base, cancellationToken);
            if (model is not null)
            {
                pins.Add(model);
            }

            var adapters = ImmutableArray.CreateBuilder<string>(spec.Adapters.Length);
            foreach (AdapterReference adapter in spec.Adapters)
            {
                IArtifactPin pin = await artifacts.GetAsync(adapter.File, cancellationToken);
                pins.Add(pin);
                adapters.Add(pin.Path);
            }

            IArtifactPin? template = spec.Template is null ? null : await artifacts.GetAsync(spec.Template, cancellationToken);
            if (template is not null)
            {
                pins.Add(template);
            }

            var files = new ReplicaFiles(spec, model?.Path, adapters.ToImmutable()) { TemplatePath = template?.Path };
            IInferenceEngine engine = await loader.LoadAsync(files, cancellationToken);
            return new Loaded(spec, engine, [.. pins]);
        }
        catch
        {
            pins.ForEach(pin => pin.Dispose());
            throw;
        }
    }

    private void Keep(string name, Loaded loaded)
    {
        lock (_gate)
        {
            bool wasProblem = _problems.Remove(name, out (ReplicaSpec Spec, ReplicaProblem Problem) problem);
            _loaded.Add(name, loaded);
            Write_NeedsLock(undo: () =>
            {
                _loaded.Remove(name);
                if (wasProblem)
                {
                    _problems.Add(name, problem);
                }
            });
        }
    }

    /// <summary>Takes a replica off the record; null when that was all there was of it.</summary>
    private Loaded? Forget(string name)
    {
        lock (_gate)
        {
            if (_problems.Remove(name, out (ReplicaSpec Spec, ReplicaProblem Problem) problem))
            {
                Write_NeedsLock(undo: () => _problems.Add(name, problem));
                return null;
            }

            if (_loaded.Remove(name, out Loaded? loaded))
            {
                Write_NeedsLock(undo: () => _loaded.Add(name, loaded));
                return loaded;
            }
        }

        throw replicas.Find(name) is null
            ? new RequestException(ErrorCode.ReplicaNotFound, "the node has no replica of that name", "name")
            : RequestException.Invalid("name", $"'{name}' was given on the node's command line and stays as long as the node");
    }

    private void Write_NeedsLock(Action undo)
    {
        try
        {
            record?.Write(_loaded.Values.Select(loaded => loaded.Spec).Concat(_problems.Values.Select(problem => problem.Spec)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            undo();
            throw new RequestException(ErrorCode.NoRoom, $"what is loaded cannot be recorded: {e.Message}", inner: e);
        }
    }

    [LoggerMessage(2020, LogLevel.Information, "replica {Replica} is loaded, in {ElapsedMs:F0} ms")]
    private static partial void LogLoaded(ILogger logger, string replica, double elapsedMs);

    [LoggerMessage(2021, LogLevel.Information, "replica {Replica} is unloaded")]
    private static partial void LogUnloaded(ILogger logger, string replica);

    [LoggerMessage(2022, LogLevel.Error, "replica {Replica}, which was loaded before, does not load again")]
    private static partial void LogNotRestored(ILogger logger, Exception error, string replica);

    [LoggerMessage(2023, LogLevel.Error, "the record of what was loaded cannot be read; the node starts without")]
    private static partial void LogNoRecord(ILogger logger, Exception error);

    private sealed record Loaded(ReplicaSpec Spec, IInferenceEngine Engine, ImmutableArray<IArtifactPin> Pins) : IDisposable
    {
        public void Dispose()
        {
            foreach (IArtifactPin pin in Pins)
            {
                pin.Dispose();
            }
        }
    }
}
