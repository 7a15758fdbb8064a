using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;
using FinCluster.Core.Text;

namespace FinCluster.Core.Tests.Compliance.Review;

public sealed class ReviewRulesTests
{
    private static readonly ReviewItem Item = new()
    {
        Id = ReviewId.New(),
        Tenant = new TenantId("acme"),
        RequestId = "r",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Reason = ReviewReason.Sample,
        Question = "q",
        Answer = "",
    };

    private static readonly ReviewDecision Approval = new()
    {
        Status = ReviewStatus.Approved,
        Reviewer = "li",
        DecidedAt = DateTimeOffset.UnixEpoch,
    };

    public static TheoryData<string?, ReviewItem> Items => new()
    {
        { null, Item },
        { null, Item with { Question = new string('q', ReviewRules.MaxTextLength), Model = new string('m', ReviewRules.MaxNameLength) } },
        { "id", Item with { Id = new ReviewId("rev_0") } },
        { "tenant", Item with { Tenant = new TenantId("a:b") } },
        { "session", Item with { Session = new Core.Sessions.SessionId("") } },
        { "decision", Item with { Decision = Approval } },
        { "request_id", Item with { RequestId = "" } },
        { "question", Item with { Question = " " } },
        { "question", Item with { Question = new string('q', ReviewRules.MaxTextLength + 1) } },
        { "answer", Item with { Answer = new string('a', ReviewRules.MaxTextLength + 1) } },
        { "model", Item with { Model = new string('m', ReviewRules.MaxNameLength + 1) } },
        { "release", Item with { Release = new string('r', ReviewRules.MaxNameLength + 1) } },
        { "comment", Item with { Comment = new string('c', ReviewRules.MaxNoteLength + 1) } },
    };

    public static TheoryData<string?, ReviewDecision> Decisions => new()
    {
        { null, Approval },
        { null, Approval with { Status = ReviewStatus.Corrected, Correction = "c", Note = new string('n', ReviewRules.MaxNoteLength) } },
        { "decision", Approval with { Status = ReviewStatus.Open } },
        { "decision", Approval with { Status = (ReviewStatus)9 } },
        { "correction", Approval with { Correction = "c" } },
        { "correction", Approval with { Status = ReviewStatus.Corrected } },
        { "correction", Approval with { Status = ReviewStatus.Corrected, Correction = new string('c', ReviewRules.MaxTextLength + 1) } },
        { "reviewer", Approval with { Reviewer = " " } },
        { "note", Approval with { Note = new string('n', ReviewRules.MaxNoteLength + 1) } },
    };

    [Theory]
    [MemberData(nameof(Items))]
    public void FindProblem_Item_NamesTheField(string? field, ReviewItem item)
    {
        Assert.Equal(field, ReviewRules.FindProblem(item)?.Field);
        if (field is not null)
        {
            Assert.Throws<ArgumentException>(() => ReviewRules.ThrowIfInvalid(item));
        }
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void FindProblem_Decision_NamesTheField(string? field, ReviewDecision decision) =>
        Assert.Equal(field, ReviewRules.FindProblem(decision)?.Field);

    [Theory]
    [InlineData("ab", 2, "ab")]
    [InlineData("abc", 2, "ab")]
    [InlineData("a😀b", 2, "a")]
    [InlineData("a😀b", 3, "a😀")]
    public void Bound_Text_KeepsCharactersWhole(string text, int length, string expected) => Assert.Equal(expected, ReviewRules.Bound(text, length));

    [Theory]
    [InlineData("rev_0123456789abcdef0123456789abcdef", true)]
    [InlineData("rev_0123456789ABCDEF0123456789abcdef", false)]
    [InlineData("rev_0123456789abcdef0123456789abcde", false)]
    [InlineData("ses_0123456789abcdef0123456789abcdef", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Id_TakesOnlyIds(string? text, bool isId) => Assert.Equal(isId, ReviewId.TryParse(text, out _));

    [Fact]
    public void New_Ids_AreIds()
    {
        Assert.True(ReviewId.TryParse(ReviewId.New().Value, out _));
        Assert.NotEqual(ReviewId.New(), ReviewId.New());
    }

    [Fact]
    public void Text_Names_AreReadAsTheyWereWritten()
    {
        Assert.Equal("guard_input, guard_output, feedback, sample", EnumNames<ReviewReason>.All);
        Assert.All(Enum.GetValues<ReviewReason>(), reason => Assert.Equal(reason, EnumNames<ReviewReason>.Parse(EnumNames<ReviewReason>.Format(reason))));
        Assert.False(EnumNames<ReviewStatus>.TryParse("Open", out _));
        Assert.Throws<InvalidDataException>(() => EnumNames<ReviewStatus>.Parse("nothing"));
    }
}
