namespace FinCluster.Deploy.Tests.Files;

/// <summary>Checks command lines of files that are no chart.</summary>
internal static class CommandLines
{
    /// <summary>Finds options that `fincluster ROLE --help` does not list.</summary>
    public static IEnumerable<string> UnknownOptions(IReadOnlyList<string> arguments) => arguments
        .Where(argument => argument.StartsWith("--", StringComparison.Ordinal))
        .Except(ProgramHelp.OptionsOf(arguments[0]))
        .Select(option => $"`fincluster {arguments[0]}` has no option {option}");

    /// <summary>Finds what stands behind an option.</summary>
    public static string? ValueOf(IReadOnlyList<string> arguments, string option)
    {
        int index = arguments.ToList().IndexOf(option);
        return index < 0 ? null : arguments[index + 1];
    }
}
