using FinCluster.Testing;
using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.Clients;

/// <summary>Runs programs of tests/interop.</summary>
internal static class ClientProgram
{
    /// <summary>Where they are.</summary>
    public static readonly string Folder = Path.Combine(RepositoryPaths.Root, "tests", "interop");

    /// <summary>Runs a client program, which prints a PASS or FAIL line for each of its checks.</summary>
    public static async Task AssertPassesAsync(string program, IEnumerable<string> arguments, int checks)
    {
        await using ChildProcess client = await ChildProcess.RunAsync(program, arguments);

        Assert.True(client.ExitCode == 0, client.LastLines);
        Assert.Equal(checks, client.Output.Count(line => line.StartsWith("PASS ", StringComparison.Ordinal)));
    }

    /// <summary>Says whether a program is on the path.</summary>
    public static bool Exists(string program) => Find(program) is not null;

    /// <summary>Finds a program on the path; null for none.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
