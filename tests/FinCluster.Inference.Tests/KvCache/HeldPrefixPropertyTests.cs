using System.Collections.Immutable;
using FinCluster.Core.Engine;
using FinCluster.Core.Routing;
using FinCluster.Inference.KvCache;
using FinCluster.Inference.Models;
using FinCluster.Inference.Tests.Models;

namespace FinCluster.Inference.Tests.KvCache;

/// <summary>
/// Random histories of a pool over prompts of token ids, whose blocks follow from the tokens alone: after each step the ledger
/// must name exactly the blocks of the tokens that the memory holds.
/// </summary>
public sealed class HeldPrefixPropertyTests : IClassFixture<VocabularyFixture>
{
    private const int Sequences = 4;
    private const int Capacity = 400;
    private const int Steps = 3_000;
    private const string Model = "m";

    private readonly Vocabulary _vocabulary;
    private readonly PrefixLedger _ledger = new();
    private readonly PrefixFeed _feed;
    private readonly PrefixWatcher _watcher;
    private readonly MirrorKvMemory _memory = new(Sequences);
    private readonly KvSequencePool _pool;
    private readonly Dictionary<KvSequence, int[]> _busy = [];
    private readonly HashSet<ulong> _reported = [];

    // How many tokens of each sequence belong to prompts, and so have names.
    private readonly Dictionary<KvSequence, int> _named = [];

    public HeldPrefixPropertyTests(VocabularyFixture model)
    {
        _vocabulary = model.Vocabulary;
        _pool = new KvSequencePool(_memory, Sequences, Capacity, _ledger);
        _feed = new PrefixFeed(_ledger);
        _watcher = _feed.Watch();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomOperations_ReportedBlocks_AreThoseOfTheTokensInTheMemory(int seed)
    {
        var random = new Random(seed);
        int most = 0;
        for (int step = 0; step < Steps; step++)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    AcquireAny(random);
                    break;
                case 2 or 3:
                    ComputeSome(random);
                    break;
                default:
                    ReleaseAny(random);
                    break;
            }

            Report();
            Assert.Equal(BlocksInMemory().Order(), _reported.Order());
            most = Math.Max(most, _reported.Count);
        }

        Assert.InRange(most, 20, int.MaxValue);
    }

    private void Report()
    {
        _feed.Publish();
        while (_watcher.Updates.TryRead(out PrefixUpdate? update))
        {
            if (update.IsReset)
            {
                _reported.Clear();
            }

            Assert.All(update.Added, block => Assert.True(_reported.Add(block)));
            Assert.All(update.Removed, block => Assert.True(_reported.Remove(block)));
        }
    }

    private HashSet<ulong> BlocksInMemory() =>
        [.. _named.SelectMany(entry => Blocks(_memory.Cells(entry.Key.Id).Take(entry.Value), entry.Key.CacheSalt))];

    private static ImmutableArray<ulong> Blocks(IEnumerable<int> tokens, string salt) =>
        PrefixChain.Of(Model, salt, new TokenPrompt([.. tokens.Select(token => new TokenId(token))])).ToBlocks();

    private void AcquireAny(Random random)
    {
        int conversation = random.Next(3);
        int[] prompt = [.. Enumerable.Range(0, random.Next(1, 250)).Select(i => i < 70 ? i : (conversation * 1_000) + i)];
        _memory.Calls.Clear();
        string salt = random.Next(4) == 0 ? "two" : "one";
        if (_pool.Acquire(prompt, salt) is not { } sequence)
        {
            return;
        }

        // Named tokens are carried over from the one that was copied, if one was, else from the sequence itself.
        KvSequence source = _named.Keys.FirstOrDefault(held => _memory.Calls.Contains($"copy {held.Id} to {sequence.Id}")) ?? sequence;
        _named[sequence] = Math.Min(_named.GetValueOrDefault(source), sequence.Length);
        _busy.Add(sequence, prompt);
    }

    private void ComputeSome(Random random)
    {
        if (_busy.Count == 0)
        {
            return;
        }

        (KvSequence sequence, int[] prompt) = _busy.ElementAt(random.Next(_busy.Count));
        int left = prompt.Length - sequence.Length;
        if (left > 0)
        {
            _memory.Compute(sequence, prompt.AsSpan(sequence.Length, random.Next(1, left + 1)));
            if (sequence.Length == prompt.Length)
            {
                Name(sequence, prompt);
            }
        }
        else if (sequence.Length < Capacity)
        {
            _memory.Compute(sequence, [random.Next(3)]);
        }
    }

    private void ReleaseAny(Random random)
    {
        if (_busy.Count == 0)
        {
            return;
        }

        (KvSequence sequence, int[] prompt) = _busy.ElementAt(random.Next(_busy.Count));
        if (random.Next(6) == 0)
        {
            _pool.Reset(sequence);
        }

        Name(sequence, prompt);
        _busy.Remove(sequence);
        _pool.Release(sequence);
    }

    private void Name(KvSequence sequence, int[] prompt)
    {
        PromptPrefix prefix = PromptPrefixFactory.Create(Model, sequence.CacheSalt, new EncodedPrompt(prompt, 0, new EncodedTokens()), _vocabulary);
        sequence.Held.Set(prefix, sequence.Length);
        _named[sequence] = Math.Min(prompt.Length, sequence.Length);
    }
}
