using FinCluster.Core.Engine;
using FinCluster.Inference.KvCache;

namespace FinCluster.Inference.Tests.KvCache;

public sealed class KvSequencePoolPropertyTests
{
    private const int Sequences = 4;
    private const int Capacity = 400;
    private const int Steps = 4_000;

    private readonly MirrorKvMemory _memory = new(Sequences);
    private readonly KvSequencePool _pool;
    private readonly Dictionary<KvSequence, int[]> _busy = [];
    private readonly HashSet<KvSequence> _seen = [];

    public KvSequencePoolPropertyTests()
    {
        _pool = new KvSequencePool(_memory, Sequences, Capacity, new PrefixLedger());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void RandomOperations_WhatTheSequencesHold_IsWhatTheMemoryHolds(int seed)
    {
        var random = new Random(seed);
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

            Assert.All(_seen, sequence => Assert.Equal(_memory.Cells(sequence.Id), sequence.Tokens.ToArray()));
            Assert.Equal(
                (_seen.Sum(sequence => (long)sequence.Length), _seen.Where(sequence => sequence.IsBusy).Sum(sequence => (long)sequence.Length)),
                _pool.CountTokens());
        }

        Assert.Equal(Sequences, _seen.Count);
    }

    private void AcquireAny(Random random)
    {
        int[] prompt = RandomPrompt(random);
        string salt = random.Next(4) == 0 ? "two" : "one";
        int longest = LongestPrefix(prompt, salt);

        KvSequence? sequence = _pool.Acquire(prompt, salt);

        Assert.Equal(_busy.Count == Sequences, sequence is null);
        if (sequence is null)
        {
            return;
        }

        Assert.DoesNotContain(sequence, _busy.Keys);
        Assert.InRange(sequence.Length, 0, prompt.Length - 1);
        Assert.Equal(prompt[..sequence.Length], sequence.Tokens.ToArray());
        Assert.Equal((salt, true), (sequence.CacheSalt, sequence.IsBusy));

        // A long prefix is always used, by a copy if need be; a short one only where it lies.
        Assert.Contains(sequence.Length, longest >= KvSequencePool.MinCopiedTokens ? [longest] : (int[])[0, longest]);
        _busy.Add(sequence, prompt);
        _seen.Add(sequence);
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
        }
        else if (sequence.Length < Capacity)
        {
            _memory.Compute(sequence, [random.Next(3)]);
        }
    }

    private void ReleaseAny(Random random)
    {
        if (_busy.Count > 0)
        {
            KvSequence sequence = _busy.Keys.ElementAt(random.Next(_busy.Count));
            if (random.Next(6) == 0)
            {
                _pool.Reset(sequence);
            }

            _busy.Remove(sequence);
            _pool.Release(sequence);
        }
    }

    // A few conversations that share their beginning, cut anywhere and continued with few different tokens.
    private static int[] RandomPrompt(Random random)
    {
        int conversation = random.Next(3);
        int shared = random.Next(1, 150);
        return
        [
            .. Enumerable.Range(0, shared).Select(i => i < 70 ? i : (conversation * 1_000) + i),
            .. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(3)),
        ];
    }

    private int LongestPrefix(int[] prompt, string salt) => _seen
        .Where(sequence => sequence.CacheSalt == salt)
        .Select(sequence => Math.Min(sequence.Tokens.CommonPrefixLength(prompt), prompt.Length - 1))
        .DefaultIfEmpty(0)
        .Max();
}
