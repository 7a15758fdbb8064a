using System.CommandLine;
using FinCluster.Cli.Commands;
using FinCluster.Core.Compliance.Guard.Rules;
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

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="UsageException">The file is not there, or is none.</exception>
    public ComplianceConfiguration Read(ParseResult parsed)
    {
        switch (parsed.GetValue(_compliance))
        {
            case null:
                return ComplianceConfiguration.Default;
            case Off:
                return ComplianceConfiguration.Off;
            case var path:
                try
                {
                    return ComplianceReader.Parse(File.ReadAllText(path), ShippedPacks.Names);
                }
                catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or ArgumentException)
                {
                    throw new UsageException($"{_compliance.Name} '{path}': {e.Message}");
                }
        }
    }
}
