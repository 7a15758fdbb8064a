using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>Says where the data is when the command line does not.</summary>
internal static class DataFolder
{
    /// <summary>The variable that names the folder.</summary>
    public const string Variable = "FINCLUSTER_DATA";

    /// <summary>Gets the default: the variable, else the place that the system has for a user's data.</summary>
    public static string Default => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "fincluster");

    /// <summary>Reads the option.</summary>
    /// <exception cref="UsageException">It is empty, as when a script's variable is.</exception>
    public static string Parse(string text) =>
        string.IsNullOrWhiteSpace(text) ? throw new UsageException("--data must name a folder, it is empty") : Path.GetFullPath(text);
}
