using FinCluster.Inference.Batching;
using FinCluster.Inference.KvCache;

namespace FinCluster.Inference.Tests.KvCache;

/// <summary>A KV cache that holds the tokens themselves, so that a test sees what the pool believes to be there.</summary>
internal sealed class MirrorKvMemory(int sequences) : IKvMemory
{
    private readonly List<int>[] _cells = [.. Enumerable.Range(0, sequences).Select(_ => new List<int>())];

    /// <summary>Gets the calls, for example "copy 1 to 0" and "remove 0 from 64".</summary>
    public List<string> Calls { get; } = [];

    public void Remove(int sequence, int from)
    {
        Calls.Add($"remove {sequence} from {from}");
        _cells[sequence].RemoveRange(from, _cells[sequence].Count - from);
    }

    public void Copy(int source, int target)
    {
        Calls.Add($"copy {source} to {target}");
        _cells[target].Clear();
        _cells[target].AddRange(_cells[source]);
    }

    /// <summary>Does what the model does with a token: computes it behind those that are there.</summary>
    public void Compute(KvSequence sequence, ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            Assert.Equal(sequence.Length, _cells[sequence.Id].Count);
            sequence.Append(token);
            _cells[sequence.Id].Add(token);
        }
    }

    public IReadOnlyList<int> Cells(int sequence) => _cells[sequence];
}
