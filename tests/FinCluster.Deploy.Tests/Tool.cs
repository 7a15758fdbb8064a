using System.ComponentModel;
using System.Diagnostics;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>Runs a program; null when this machine does not have it.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads.</param>
    /// <param name="folder">Where it runs; default the repository's root.</param>
    /// <param name="environment">Variables beside those of the test.</param>
    /// <param name="limit">How long it may take; default as any wait of a test.</param>
    public static async Task<ToolResult?> TryRunAsync(
        string program,
        IEnumerable<string> arguments,
        string? input = null,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? RepositoryPaths.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            using var ends = new CancellationTokenSource(limit ?? TestTimeouts.Default);
            Task<string> output = process.StandardOutput.ReadToEndAsync(ends.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(ends.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var result = new ToolResult(await output, await error);
            await process.WaitForExitAsync(ends.Token);
            return result with { ExitCode = process.ExitCode };
        }
    }
}

/// <summary>How a program ended.</summary>
internal sealed record ToolResult(string Output, string Error)
{
    /// <summary>Gets the exit code.</summary>
    public int ExitCode { get; init; }
}
