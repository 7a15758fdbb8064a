using FinCluster.Core.Errors;
using FinCluster.Core.State;

namespace FinCluster.Core.Catalog;

/// <summary>The catalog over a log that many processes share: each replays it, decides on what it then knows, and adds its change if nobody was faster.</summary>
/// <remarks>
/// One at a time, under the gate, reads the log and replaces the snapshot; readers and waiters need none. One loop follows the log. While the backend is away
/// the loop goes on trying and the snapshot stays.
/// </remarks>
public sealed class LoggedCatalog : ICatalog, IAsyncDisposable
{
    // An entry is at most some kilobytes, so a page is at most some hundred.
    private const int PageLength = 200;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly ICatalogLog _log;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _onFailure;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CurrentState<CatalogSnapshot> _state = new(CatalogSnapshot.Empty, catalog => catalog.Version);
    private Task _following = Task.CompletedTask;
    private string? _last;
    private int _isDisposed;

    private LoggedCatalog(ICatalogLog log, TimeProvider time, Action<Exception> onFailure) => (_log, _time, _onFailure) = (log, time, onFailure);

    /// <inheritdoc/>
    public CatalogSnapshot Current => _state.Current;

    /// <summary>Begins to follow the catalog, which is empty until the backend answers.</summary>
    /// <param name="log">Keeps the changes.</param>
    /// <param name="time">Dates changes, and times attempts to follow them.</param>
    /// <param name="onFailure">Told when the log cannot be followed any more, once until it can be. It must not throw.</param>
    public static LoggedCatalog Follow(ICatalogLog log, TimeProvider time, Action<Exception> onFailure)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(onFailure);
        var catalog = new LoggedCatalog(log, time, onFailure);
        catalog._following = Task.Run(catalog.FollowAsync);
        return catalog;
    }

    /// <summary>Begins to follow the catalog and reads what there is. A backend that is away is no error.</summary>
    /// <inheritdoc cref="Follow"/>
    public static async Task<LoggedCatalog> OpenAsync(
        ICatalogLog log, TimeProvider time, Action<Exception> onFailure, CancellationToken cancellationToken)
    {
        LoggedCatalog catalog = Follow(log, time, onFailure);
        try
        {
            await catalog.RefreshAsync(cancellationToken);
        }
        catch (ControlPlaneUnavailableException)
        {
            // The loop meets the same, and says so.
        }
        catch
        {
            await catalog.DisposeAsync();
            throw;
        }

        return catalog;
    }

    /// <inheritdoc/>
    public async Task<CatalogSnapshot> RefreshAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await CatchUp_NeedsGateAsync(cancellationToken);
            return Current;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public Task<CatalogSnapshot> WaitForChangeAsync(long version, CancellationToken cancellationToken) =>
        _state.WaitForChangeAsync(version, cancellationToken);

    /// <inheritdoc/>
    public async Task<CatalogResult> ApplyAsync(CatalogCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                await CatchUp_NeedsGateAsync(cancellationToken);
                CatalogDecision decision = CatalogRules.Decide(Current, command, _time.GetUtcNow());
                if (decision.Change is null)
                {
                    return decision.Result;
                }

                // Whoever was faster made a change, so this ends.
                string entry = CatalogChangeText.Format(decision.Change);
                CatalogSnapshot next = Current.Apply(decision.Change);
                if (await _log.AppendAsync(Current.Version, entry, cancellationToken))
                {
                    Advance_NeedsGate(next, entry);
                    return decision.Result;
                }
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Stops following. The snapshot stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _stopping.CancelAsync();
            await _following;
            _stopping.Dispose();
        }
    }

    private async Task CatchUp_NeedsGateAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // The last one that is known is read again: a log that lost it, as a Redis without persistence does, is another catalog.
            long known = Current.Version;
            long overlap = Math.Min(known, 1);
            IReadOnlyList<string> page = await _log.ReadAsync(known - overlap, PageLength, cancellationToken);
            if (overlap > 0 && (page.Count == 0 || page[0] != _last))
            {
                throw new ControlPlaneUnavailableException(
                    $"the control plane has lost changes of the catalog: this process knows {known}. Restore its data, or start this process anew to go on without them");
            }

            CatalogSnapshot next = Current;
            foreach (string entry in page.Skip((int)overlap))
            {
                next = next.Apply(CatalogChangeText.Parse(entry));
            }

            if (next != Current)
            {
                Advance_NeedsGate(next, page[^1]);
            }

            if (page.Count < PageLength)
            {
                return;
            }
        }
    }

    private void Advance_NeedsGate(CatalogSnapshot next, string last)
    {
        _last = last;
        _state.Replace(next);
    }

    private async Task FollowAsync()
    {
        bool isAway = false;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(_stopping.Token);
                isAway = false;
                await _log.WaitAsync(Current.Version, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever is wrong, the gateways go on with the catalog that they know.
                if (!isAway)
                {
                    _onFailure(e);
                }

                isAway = true;
                await Task.Delay(RetryDelay, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
