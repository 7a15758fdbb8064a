using System.ComponentModel.DataAnnotations;
using FinCluster.Core.Routing;
using FinCluster.Testing;

namespace FinCluster.Core.Tests.Routing;

public sealed class RoutingOptionsTests
{
    public static TheoryData<string> PolicyNames => [.. RoutePolicies.Filters, .. RoutePolicies.Scorers, .. RoutePolicies.Pickers, .. RoutePolicies.Presets];

    [Fact]
    public void Defaults_AreThoseOfTheDocumentation()
    {
        var options = new RoutingOptions();

        Assert.Equal(("prefix-aware", "best", "prefix-aware"), (options.Policy, options.Picker, options.Name));
        Assert.Empty(options.Scorers);
        Assert.Empty(Errors(options));
    }

    [Theory]
    [InlineData("prefix-aware")]
    [InlineData("least-loaded")]
    [InlineData("round-robin")]
    public void Parse_Preset_IsItsName(string preset) => Assert.Equal(preset, RoutingOptions.Parse(preset).Name);

    [Fact]
    public void Parse_Scorers_AreTheirNamesAndWeights()
    {
        var options = RoutingOptions.Parse("prefix-overlap=1.5,queued-tokens=4");

        Assert.Equal([new ScorerWeight("prefix-overlap", 1.5), new ScorerWeight("queued-tokens", 4)], options.Scorers);
        Assert.Equal("custom", options.Name);
    }

    [Theory]
    [InlineData("", "there is no routing policy ''")]
    [InlineData("Prefix-Aware", "there is no routing policy 'Prefix-Aware'; there is least-loaded, prefix-aware, round-robin")]
    [InlineData("prefix=1", "there is no scorer 'prefix'")]
    [InlineData("queued-tokens=", "'queued-tokens=' is no scorer=weight")]
    [InlineData("queued-tokens=1=2", "is no scorer=weight")]
    [InlineData("queued-tokens=x", "is no scorer=weight")]
    [InlineData("queued-tokens=-1", "must be between 0 and 1000, it is -1")]
    [InlineData("queued-tokens=1001", "must be between 0 and 1000")]
    [InlineData("queued-tokens=NaN", "must be between 0 and 1000")]
    [InlineData("queued-tokens=1,queued-tokens=2", "the scorer queued-tokens is there twice")]
    public void Parse_NoPolicy_SaysWhy(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => RoutingOptions.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Validate_UnknownPicker_IsNamed() =>
        Assert.Contains("'fast'", Assert.Single(Errors(new RoutingOptions { Picker = "fast" })).ErrorMessage, StringComparison.Ordinal);

    [Fact]
    public void Pipeline_OptionsAreNotValid_IsNotMade() =>
        Assert.Throws<ArgumentException>(() => new RoutePipeline(new RoutingOptions { Policy = "fast" }, new PrefixIndex()));

    // A scorer that a preset leaves out counts nothing, and one with its weight at zero neither.
    [Fact]
    public void Route_CustomScorers_AreAllThatCounts()
    {
        var fleet = new TestFleet(2, "prefix-overlap=1,queued-tokens=0");
        fleet.Hold(0, TestFleet.Blocks("a", 100));
        fleet.Report(0, running: 1, queued: 1_000_000);
        fleet.Report(1);

        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(0, fleet.Route(TestFleet.Request(TestFleet.Blocks("a", 100)))));
    }

    [Theory]
    [MemberData(nameof(PolicyNames))]
    public void Document_EveryPolicy_HasItsParagraph(string name) => Assert.Contains(
        $"**`{name}`**",
        File.ReadAllText(Path.Combine(RepositoryPaths.Root, "src", "FinCluster.Core", "Routing", "README.md")),
        StringComparison.Ordinal);

    private static List<ValidationResult> Errors(RoutingOptions options)
    {
        var errors = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), errors, validateAllProperties: true);
        return errors;
    }
}
