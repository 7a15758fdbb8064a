using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Core.Compliance.Settings;

namespace FinCluster.Cli.Serving;

/// <summary>The option that says what is done to questions and answers.</summary>
internal sealed class ComplianceArgument
{
    private const string Off = "off";

    private readonly Option<string?> _compliance = new("--compliance")
    {
        Description = "A file that says what is done to the questions and answers of which tenant (docs/compliance.md), or 'off'; default: guard and mask all, label the answers of tenants",
        HelpName = "file|off",
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_compliance);

    /// <summary>Reads the configuration, and what gives it anew when its file changes; null when there is no file.</summary>
    /// <exception cref="UsageException">The file is not there, or is none.</exception>
    public (ComplianceConfiguration Configuration, Func<ComplianceConfiguration?>? Reload) Read(ParseResult parsed)
    {
        switch (parsed.GetValue(_compliance))
        {
            case null:
                return (ComplianceConfiguration.Default, null);
            case Off:
                return (ComplianceConfiguration.Off, null);
            case var path:
                try
                {
                    var file = new ComplianceFile(path);
                    return (file.Refresh()!, file.Refresh);
                }
                catch (FormatException e)
                {
                    throw new UsageException($"{_compliance.Name} '{path}': {e.Message}");
                }
        }
    }
}
