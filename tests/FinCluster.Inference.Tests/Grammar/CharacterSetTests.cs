using FinCluster.Inference.Grammar;

namespace FinCluster.Inference.Tests.Grammar;

public sealed class CharacterSetTests
{
    [Fact]
    public void Of_OverlappingAndTouchingRanges_MergesThem() =>
        Assert.Equal([new(1, 9), new(11, 12)], CharacterSet.Of([new(11, 12), new(5, 9), new(1, 4), new(2, 6)]).Ranges);

    [Fact]
    public void Of_Surrogates_LeavesThemOut()
    {
        Assert.Equal([new(0xD000, 0xD7FF), new(0xE000, 0xE001)], CharacterSet.OfRange(0xD000, 0xE001).Ranges);
        Assert.True(CharacterSet.OfRange(0xD800, 0xDFFF).IsEmpty);
    }

    [Fact]
    public void Operations_OnRandomSets_AreThoseOnTheirMembers()
    {
        var random = new Random(7);
        for (var round = 0; round < 50; round++)
        {
            var (left, right) = (RandomSet(random), RandomSet(random));
            for (var point = 0; point < 40; point++)
            {
                var (inLeft, inRight) = (left.Contains(point), right.Contains(point));
                Assert.Equal(inLeft || inRight, left.Union(right).Contains(point));
                Assert.Equal(inLeft && inRight, left.Intersect(right).Contains(point));
                Assert.Equal(inLeft && !inRight, left.Except(right).Contains(point));
                Assert.Equal(!inLeft, left.Complement().Contains(point));
            }
        }
    }

    private static CharacterSet RandomSet(Random random) => CharacterSet.Of(Enumerable.Range(0, 4).Select(_ =>
    {
        var first = random.Next(35);
        return new CharacterRange(first, first + random.Next(5));
    }));
}
