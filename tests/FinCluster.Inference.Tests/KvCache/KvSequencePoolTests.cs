using FinCluster.Core.Engine;
using FinCluster.Inference.KvCache;

namespace FinCluster.Inference.Tests.KvCache;

public sealed class KvSequencePoolTests
{
    private const int Capacity = 1_000;
    private const string Salt = "tenant";

    private readonly MirrorKvMemory _memory = new(3);
    private readonly KvSequencePool _pool;

    public KvSequencePoolTests()
    {
        _pool = new KvSequencePool(_memory, sequences: 3, Capacity, new PrefixLedger());
    }

    [Fact]
    public void Acquire_NextTurn_ContinuesTheConversationInPlace()
    {
        KvSequence first = Serve(Prompt(1, 50));
        int[] next = [.. Prompt(1, 50), 900, 901, 902];
        _memory.Calls.Clear();

        KvSequence second = _pool.Acquire(next, Salt)!;

        Assert.Same(first, second);
        Assert.Equal(50, second.Length);
        Assert.Empty(_memory.Calls);
    }

    [Fact]
    public void Acquire_NextTurnThatTookAnotherPath_CutsTheRestOff()
    {
        KvSequence first = Serve(Prompt(1, 50));
        int[] next = [.. Prompt(1, 40), 900, 901];

        KvSequence second = _pool.Acquire(next, Salt)!;

        Assert.Same(first, second);
        Assert.Equal(40, second.Length);
        AssertMirrored(second);
    }

    [Fact]
    public void Acquire_SamePromptAgain_LeavesItsLastTokenToCompute()
    {
        Serve(Prompt(1, 50));

        KvSequence again = _pool.Acquire(Prompt(1, 50), Salt)!;

        Assert.Equal(49, again.Length);
        AssertMirrored(again);
    }

    [Fact]
    public void Acquire_OneToken_NeverFindsIt()
    {
        Serve([5, 6, 7]);

        Assert.Equal(0, _pool.Acquire([5], Salt)!.Length);
    }

    [Theory]
    [InlineData(KvSequencePool.MinCopiedTokens - 1, 0)]
    [InlineData(KvSequencePool.MinCopiedTokens, KvSequencePool.MinCopiedTokens)]
    public void Acquire_PrefixOfABusySequence_IsCopiedWhenItIsLongEnough(int shared, int expected)
    {
        KvSequence busy = _pool.Acquire(Prompt(1, 200), Salt)!;
        _memory.Compute(busy, Prompt(1, 200));

        KvSequence other = _pool.Acquire([.. Prompt(1, shared), 900, 901], Salt)!;

        Assert.NotSame(busy, other);
        Assert.Equal(expected, other.Length);
        Assert.Equal(Prompt(1, 200), busy.Tokens.ToArray());
        Assert.Equal(expected > 0, _memory.Calls.Contains($"copy {busy.Id} to {other.Id}"));
        AssertMirrored(other);
    }

    [Fact]
    public void Acquire_IdleSequenceOfAnotherConversation_IsCopiedAndStaysWarm()
    {
        // They share the instructions alone, which are less than half of what the first conversation has.
        KvSequence conversation = Serve(Prompt(1, 300));

        KvSequence newcomer = _pool.Acquire([.. Prompt(1, 100), 900], Salt)!;

        Assert.NotSame(conversation, newcomer);
        Assert.Equal((300, 100), (conversation.Length, newcomer.Length));
        AssertMirrored(newcomer);
    }

    [Fact]
    public void Acquire_IdleAndBusyShareAsMuch_TakesTheIdleOneWithoutACopy()
    {
        KvSequence busy = _pool.Acquire(Prompt(1, 100), Salt)!;
        _memory.Compute(busy, Prompt(1, 100));
        KvSequence idle = _pool.Acquire(Prompt(1, 100), Salt)!;
        _memory.Compute(idle, Prompt(1, 100).AsSpan(idle.Length));
        _pool.Release(idle);
        _memory.Calls.Clear();

        KvSequence next = _pool.Acquire([.. Prompt(1, 100), 900], Salt)!;

        Assert.Same(idle, next);
        Assert.Empty(_memory.Calls);
    }

    [Fact]
    public void Acquire_LastIdleOneIsTheSource_IsGivenUpForTheNewConversation()
    {
        KvSequence idle = Serve(Prompt(1, 300));
        _pool.Acquire(Prompt(2, 10), Salt);
        _pool.Acquire(Prompt(3, 10), Salt);

        KvSequence next = _pool.Acquire([.. Prompt(1, 100), 900], Salt)!;

        Assert.Same(idle, next);
        Assert.Equal(100, next.Length);
        AssertMirrored(next);
    }

    [Fact]
    public void Acquire_AnotherSalt_SharesNothing()
    {
        Serve(Prompt(1, 100));

        KvSequence other = _pool.Acquire([.. Prompt(1, 100), 900], "another tenant")!;

        Assert.Equal(0, other.Length);
        Assert.DoesNotContain(_memory.Calls, call => call.StartsWith("copy", StringComparison.Ordinal));
    }

    [Fact]
    public void Acquire_SequenceTakenOverByAnotherTenant_IsNoLongerTheFirstOnes()
    {
        for (int i = 0; i < 3; i++)
        {
            Serve(Prompt(i, 100), salt: "first");
        }

        KvSequence taken = _pool.Acquire(Prompt(9, 100), "second")!;
        _memory.Compute(taken, Prompt(9, 100));
        _pool.Release(taken);

        Assert.Equal(0, _pool.Acquire([.. Prompt(9, 100), 1], "first")!.Length);
    }

    [Fact]
    public void Acquire_NothingShared_TakesEmptyOnesFirstAndThenTheLeastRecentlyUsed()
    {
        Assert.Equal([0, 1, 2], Enumerable.Range(1, 3).Select(i => Serve(Prompt(i, 20)).Id));
        Serve([.. Prompt(1, 20), 900]);

        Assert.Equal([1, 2, 0], Enumerable.Range(7, 3).Select(i => _pool.Acquire(Prompt(i, 20), Salt)!.Id));
    }

    [Fact]
    public void Acquire_AllBusy_IsNullUntilOneIsReleased()
    {
        KvSequence[] all = [.. Enumerable.Range(1, 3).Select(i => _pool.Acquire(Prompt(i, 5), Salt)!)];

        Assert.Null(_pool.Acquire(Prompt(4, 5), Salt));
        _pool.Release(all[1]);
        Assert.Same(all[1], _pool.Acquire(Prompt(4, 5), Salt));
    }

    [Fact]
    public void Reset_Sequence_ForgetsWhatItHolds()
    {
        KvSequence sequence = _pool.Acquire(Prompt(1, 100), Salt)!;
        _memory.Compute(sequence, Prompt(1, 100));
        Assert.Equal((100, 100), _pool.CountTokens());

        _pool.Reset(sequence);
        _pool.Release(sequence);

        Assert.Equal((0, 0), _pool.CountTokens());
        Assert.Equal(0, _pool.Acquire(Prompt(1, 100), Salt)!.Length);
        AssertMirrored(sequence);
    }

    private static int[] Prompt(int conversation, int length) => [.. Enumerable.Range(0, length).Select(i => (conversation * 10_000) + i)];

    private KvSequence Serve(int[] prompt, string salt = Salt)
    {
        KvSequence sequence = _pool.Acquire(prompt, salt)!;
        _memory.Compute(sequence, prompt.AsSpan(sequence.Length));
        _pool.Release(sequence);
        return sequence;
    }

    private void AssertMirrored(KvSequence sequence) => Assert.Equal(_memory.Cells(sequence.Id), sequence.Tokens.ToArray());
}
