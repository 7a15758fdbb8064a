using FinCluster.LoadGenerator.Workloads;

namespace FinCluster.LoadGenerator.Tests.Workloads;

public sealed class AnswerLengthTests
{
    [Fact]
    public void A_range_gives_each_length_about_equally_often_and_the_same_for_the_same_request()
    {
        AnswerLength answers = AnswerLength.Parse("8-24")!.Value;

        int[] lengths = [.. Enumerable.Range(0, 17_000).Select(index => answers.Of(seed: 3, index))];

        Assert.Equal(lengths, Enumerable.Range(0, 17_000).Select(index => answers.Of(seed: 3, index)));
        Assert.NotEqual(lengths, Enumerable.Range(0, 17_000).Select(index => answers.Of(seed: 4, index)));
        Assert.Equal(Enumerable.Range(8, 17), lengths.Distinct().Order());
        Assert.All(lengths.CountBy(length => length), count => Assert.InRange(count.Value, 800, 1_200));
    }

    [Fact]
    public void A_number_gives_that_length_to_all() => Assert.Equal(64, AnswerLength.Parse("64")!.Value.Of(seed: 1, index: 7));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("8-")]
    [InlineData("24-8")]
    [InlineData("1-2-3")]
    [InlineData("100001")]
    [InlineData("8.5")]
    public void Anything_else_is_no_length(string text) => Assert.Null(AnswerLength.Parse(text));
}
