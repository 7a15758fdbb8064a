using System.Text.Json;
using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Tenants;

namespace FinCluster.Core.Tests.Compliance.Review;

public sealed class TrainingExportTests
{
    private static readonly ReviewItem Corrected = new()
    {
        Id = new ReviewId("rev_0123456789abcdef0123456789abcdef"),
        Tenant = new TenantId("acme"),
        RequestId = "chatcmpl-1",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Reason = ReviewReason.GuardOutput,
        Category = GuardCategory.GuaranteedReturn,
        Question = "有没有\"稳赚\"的？\n第二行",
        Answer = "保证翻倍。",
        Model = "fin-chat",
        Decision = new ReviewDecision
        {
            Status = ReviewStatus.Corrected,
            Correction = "没有稳赚不赔的投资。",
            Reviewer = "li",
            DecidedAt = new DateTimeOffset(2026, 11, 23, 1, 2, 3, TimeSpan.Zero),
        },
    };

    [Fact]
    public void Line_CorrectedItem_IsOneLineOfChatMessages() => Assert.Equal(
        """
        {"messages":[{"role":"user","content":"有没有\"稳赚\"的？\n第二行"},{"role":"assistant","content":"没有稳赚不赔的投资。"}],"meta":{"id":"rev_0123456789abcdef0123456789abcdef","tenant":"acme","reason":"guard_output","category":"guaranteed_return","model":"fin-chat","reviewer":"li","decided_at":"2026-11-23T01:02:03+00:00"}}
        """,
        TrainingExport.Line(Corrected));

    [Theory]
    [InlineData("\u2028\u2029\u0085 \r\n\t\0")]
    [InlineData("😀</script>+&'")]
    public void Line_AnyText_IsReadAsItWas(string text)
    {
        string line = TrainingExport.Line(Corrected with { Question = text });

        Assert.DoesNotContain('\n', line);
        Assert.Equal(text, JsonDocument.Parse(line).RootElement.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public void Line_OtherItems_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => TrainingExport.Line(Corrected with { Decision = null }));
        Assert.Throws<ArgumentException>(
            () => TrainingExport.Line(Corrected with { Decision = Corrected.Decision! with { Status = ReviewStatus.Rejected, Correction = null } }));
    }
}
