using FinCluster.Testing.Processes;

namespace FinCluster.Process.Tests.BadInput.Start;

/// <summary>Starts servers that must not come up.</summary>
internal static class StartFailure
{
    /// <summary>Asserts that <c>serve</c> ends by itself with an exit code and a message, and never says that it is ready.</summary>
    /// <param name="exitCode">1 for something in its surroundings, 2 for the command line.</param>
    /// <param name="message">A part of what it writes on standard error.</param>
    /// <param name="arguments">All arguments behind <c>serve</c>.</param>
    public static Task AssertAsync(int exitCode, string message, params IEnumerable<string> arguments) =>
        AssertAsync(exitCode, message, ServeProcess.ProgramEnvironment, arguments);

    public static async Task AssertAsync(
        int exitCode, string message, IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> arguments)
    {
        await using ChildProcess program = await ChildProcess.RunAsync(FinClusterProgram.Path, ["serve", .. arguments], environment);

        Assert.True(exitCode == program.ExitCode, $"exit code {program.ExitCode}{Environment.NewLine}{program.LastLines}");
        Assert.Contains(message, program.LastLines, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", program.LastLines, StringComparison.Ordinal);
        Assert.DoesNotContain(program.Output, line => line.StartsWith("READY", StringComparison.Ordinal));
        Assert.Empty(program.ChildIds());
    }
}
