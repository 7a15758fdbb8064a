using FinCluster.Deploy.Tests.Charts;
using FinCluster.Deploy.Tests.Invariants;

namespace FinCluster.Deploy.Tests;

/// <summary>The invariants hold for every set of values in helm/fincluster/ci.</summary>
public sealed class InvariantTests
{
    public static TheoryData<string, string> Cases =>
        [.. RenderedChart.ValueSets.SelectMany(values => Invariant.All.Keys.Select(name => new TheoryDataRow<string, string>(values, name)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Chart_Invariant_Holds(string values, string name)
    {
        RenderedChart chart = await RenderedChart.GetAsync(values);

        Assert.Empty(Invariant.All[name](chart));
    }

    [Theory]
    [MemberData(nameof(ValueSets))]
    public async Task Chart_EveryManifest_FitsTheSchemaOfItsKind(string values)
    {
        RenderedChart chart = await RenderedChart.GetAsync(values);

        string[][] problems = await ChartTool.ValidateAsync(chart.Manifests.Select(each => each.Object));

        Assert.Empty(chart.Manifests.Zip(problems).SelectMany(pair => pair.Second.Select(problem => $"{pair.First}: {problem}")));
    }

    public static TheoryData<string> ValueSets => [.. RenderedChart.ValueSets];
}
