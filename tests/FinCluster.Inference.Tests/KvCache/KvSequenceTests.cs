using FinCluster.Core.Engine;
using FinCluster.Inference.KvCache;

namespace FinCluster.Inference.Tests.KvCache;

public sealed class KvSequenceTests
{
    [Fact]
    public void Append_Tokens_KeepsThemInOrder()
    {
        var sequence = new KvSequence(3, capacity: 4, new PrefixLedger());
        sequence.Append(7);
        sequence.Append(8);

        Assert.Equal((3, 2), (sequence.Id, sequence.Length));
        Assert.Equal([7, 8], sequence.Tokens.ToArray());
    }

    [Fact]
    public void Append_BeyondTheCapacity_Throws()
    {
        var sequence = new KvSequence(0, capacity: 1, new PrefixLedger());
        sequence.Append(7);

        Assert.Throws<IndexOutOfRangeException>(() => sequence.Append(8));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public void Truncate_Length_KeepsNoMore(int length, int expected)
    {
        var sequence = new KvSequence(0, capacity: 4, new PrefixLedger());
        foreach (int token in (int[])[1, 2, 3])
        {
            sequence.Append(token);
        }

        sequence.Truncate(length);

        Assert.Equal(((int[])[1, 2, 3])[..expected], sequence.Tokens.ToArray());
    }

    [Fact]
    public void CopyFrom_Source_ReplacesWhatWasThere()
    {
        var source = new KvSequence(0, capacity: 4, new PrefixLedger());
        var target = new KvSequence(1, capacity: 4, new PrefixLedger());
        foreach (int token in (int[])[1, 2, 3])
        {
            source.Append(token);
            target.Append(token * 10);
        }

        target.CopyFrom(source, 2);
        target.Append(9);

        Assert.Equal([1, 2, 9], target.Tokens.ToArray());
        Assert.Equal([1, 2, 3], source.Tokens.ToArray());
    }
}
