using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using FinCluster.Core.Scaling.Plans;
using FinCluster.Simulation.Reports;

namespace FinCluster.Simulation.Tests.Reports;

public sealed class ReportTests
{
    private static readonly SimulationReport Report = SmallMarkets.Run(SmallMarkets.Step with
    {
        WarmUpDays = 2, RequestsPerDay = 50_000, Policies = [PolicyKind.Static, PolicyKind.Calendar], Engine = SmallMarkets.Engine with { Source = "a <b> & \"c\"" },
    });

    [Fact]
    public void Html_IsWellFormed_AndNeedsNothingFromElsewhere()
    {
        string html = ReportHtml.Format(Report);
        using XmlReader reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XDocument page = XDocument.Load(reader);

        Assert.Equal(5, page.Descendants("svg").Count());
        Assert.Equal(3, page.Descendants("tr").Count());
        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName is "src" or "href");
        Assert.Contains("a <b> & \"c\"", page.Root!.Value, StringComparison.Ordinal);
        Assert.InRange(html.Length, 5_000, 200_000);
    }

    [Fact]
    public void Json_HasTheFiguresOfEachPolicy()
    {
        using var json = JsonDocument.Parse(ReportJson.Format(Report));

        JsonElement calendar = json.RootElement.GetProperty("policies")[1];
        Assert.Equal("calendar", calendar.GetProperty("policy").GetString());
        Assert.Equal(Report.Policies[1].ReplicaHours, calendar.GetProperty("replica_hours").GetDouble());
        Assert.Equal(720, json.RootElement.GetProperty("series").GetProperty("needed").GetArrayLength());
    }

    [Fact]
    public void Rows_CompareWithThePeak()
    {
        var rows = ReportText.Rows(Report);

        Assert.Equal(3, rows.Length);
        Assert.All(rows, row => Assert.Equal(rows[0].Length, row.Length));
        Assert.Equal("0 %", rows[1][7]);
        Assert.StartsWith("-", rows[2][7], StringComparison.Ordinal);
    }
}
