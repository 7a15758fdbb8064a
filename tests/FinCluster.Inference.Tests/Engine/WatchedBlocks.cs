using FinCluster.Core.Engine;
using FinCluster.Testing;

namespace FinCluster.Inference.Tests.Engine;

/// <summary>Follows what an engine says of its cache.</summary>
internal sealed class WatchedBlocks(IInferenceEngine engine) : IAsyncDisposable
{
    private readonly HashSet<ulong> _blocks = [];
    private readonly IAsyncEnumerator<PrefixUpdate> _updates = engine.WatchPrefixesAsync(TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);

    /// <summary>Waits until the blocks are as a test wants them.</summary>
    public async Task WaitUntilAsync(Func<HashSet<ulong>, bool> isReached)
    {
        while (!isReached(_blocks))
        {
            try
            {
                Assert.True(await _updates.MoveNextAsync());
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"the engine holds {_blocks.Count} blocks, and they are not those that were waited for");
            }

            Apply(_updates.Current);
        }
    }

    /// <summary>Gets the blocks when an engine without requests has said all it has to say.</summary>
    public async Task<HashSet<ulong>> SettleAsync(IInferenceEngine idle)
    {
        // A second watcher's reset is made behind all that the first one was told.
        await foreach (PrefixUpdate update in idle.WatchPrefixesAsync(TestTimeouts.Token))
        {
            Assert.True(update.IsReset);
            HashSet<ulong> all = [.. update.Added];
            await WaitUntilAsync(all.SetEquals);
            return all;
        }

        throw new InvalidOperationException("the engine has ended");
    }

    public ValueTask DisposeAsync() => _updates.DisposeAsync();

    private void Apply(PrefixUpdate update)
    {
        if (update.IsReset)
        {
            _blocks.Clear();
        }

        Assert.All(update.Added, block => Assert.True(_blocks.Add(block), "a block came twice"));
        Assert.All(update.Removed, block => Assert.True(_blocks.Remove(block), "a block went that was not there"));
    }
}
