using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using FinCluster.Testing.Processes;

namespace FinCluster.Deploy.Tests;

/// <summary>What the program's own `--help` says.</summary>
internal static partial class ProgramHelp
{
    // The scaler's command line as its users have been promised it. It counts only for as long as the program has no scaler.
    private static readonly string[] PromisedOfScaler = ["--cluster", "--plan", "--calendar", "--target", "--http", "--grpc", "--data"];

    // Every role that takes --cluster takes these.
    private static readonly string[] OfClusters = ["--cluster-name", "--silo"];

    private static readonly ConcurrentDictionary<string, HashSet<string>> Cache = new();
    private static readonly Lazy<HashSet<string>> Commands = new(() => Read("", CommandLine()));

    /// <summary>Finds the options of a command.</summary>
    /// <exception cref="ArgumentException">There is no such command.</exception>
    public static IReadOnlySet<string> OptionsOf(string command) => Cache.GetOrAdd(command, Find);

    private static HashSet<string> Find(string command)
    {
        if (Commands.Value.Contains(command))
        {
            return Read(command, OptionLine());
        }

        return command == "scaler" ? [.. PromisedOfScaler, .. OfClusters] : throw new ArgumentException($"there is no `fincluster {command}`");
    }

    private static HashSet<string> Read(string command, Regex line)
    {
        var start = new ProcessStartInfo(FinClusterProgram.Path, command.Length == 0 ? ["--help"] : [command, "--help"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string help = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. line.Matches(help).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("^  ([a-z]+) ", RegexOptions.Multiline)]
    private static partial Regex CommandLine();

    [GeneratedRegex("^  (?:-[a-z]+, )?(--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex OptionLine();
}
