using System.Text.RegularExpressions;
using FinCluster.Testing;

namespace FinCluster.Architecture.Tests;

public sealed partial class LoggingDocumentTests
{
    [Fact]
    public void Document_EventIds_AreThoseOfTheSourcesAndUnique()
    {
        string[] used = [.. Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => LoggerMessage().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Order(StringComparer.Ordinal)];
        string[] documented = [.. Row().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "logging.md")))
            .Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal)];

        Assert.Equal(used.Distinct(StringComparer.Ordinal), used);
        Assert.Equal(used, documented);
    }

    [GeneratedRegex(@"\[LoggerMessage\((\d+),")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"^\| (\d{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
