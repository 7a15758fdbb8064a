using FinCluster.Core.Compliance.Guard;
using FinCluster.Core.Compliance.Labels;

namespace FinCluster.Core.Tests.Compliance.Guard;

public sealed class RefusalTextsTests
{
    [Fact]
    public void For_CategoryWithoutText_IsTheGeneralText() =>
        Assert.Equal("I am sorry, I cannot help with this request.", TestPacks.Compile().Refusals.For(GuardCategory.InsiderDealing, AnswerLocale.English));
}
