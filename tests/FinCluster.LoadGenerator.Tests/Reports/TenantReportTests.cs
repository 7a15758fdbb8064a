using FinCluster.LoadGenerator.Reports;

namespace FinCluster.LoadGenerator.Tests.Reports;

public sealed class TenantReportTests
{
    [Theory]
    [InlineData(1.0, 5.0, 5.0, 5.0, 5.0)]
    [InlineData(0.25, 7.0, 0.0, 0.0, 0.0)]
    [InlineData(0.83333, 1.0, 2.0, 3.0, 4.0)]
    [InlineData(1.0, 0.0, 0.0, 0.0, 0.0)]
    public void JainIndex_Shares_IsTheFormulaOfItsPaper(double expected, params double[] shares) =>
        Assert.Equal(expected, TenantReport.JainIndex(shares), 1e-9);
}
