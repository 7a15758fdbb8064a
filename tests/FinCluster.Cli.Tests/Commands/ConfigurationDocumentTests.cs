using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Testing;

namespace FinCluster.Cli.Tests.Commands;

public sealed class ConfigurationDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "configuration.md"));

    public static TheoryData<string, string> Options
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (Command command in Descend(FinClusterCommand.Create()))
            {
                foreach (Option option in command.Options.Where(option => option.Name is not ("--help" or "--version")))
                {
                    data.Add(command.Name, option.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Document_EveryOption_IsDescribed(string command, string option)
    {
        Assert.Contains($"`{option}`", Document.Replace($"`{option} ", $"`{option}` ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains(command, Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Document_Options_AllExist()
    {
        HashSet<string> existing = [.. Descend(FinClusterCommand.Create()).SelectMany(command => command.Options).Select(option => option.Name)];

        IEnumerable<string> named = Document.Split('`').Where((_, index) => index % 2 == 1)
            .Where(code => code.StartsWith("--", StringComparison.Ordinal))
            .Select(code => code.Split(' ')[0]);

        Assert.Empty(named.Except(existing, StringComparer.Ordinal).Except(["--help"], StringComparer.Ordinal));
    }

    [Fact]
    public void Commands_Descriptions_AreThere() =>
        Assert.All(Descend(FinClusterCommand.Create()), command => Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name));

    private static IEnumerable<Command> Descend(Command command) => [command, .. command.Subcommands.SelectMany(Descend)];
}
