using System.CommandLine;
using System.Text.Json;

namespace FinCluster.Cli.Native;

/// <summary><c>fincluster native verify</c>.</summary>
internal static class NativeVerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(Func<NativeEnvironment> environment)
    {
        Option<string?> variant = NativeCommand.VariantOption();
        Option<bool> json = NativeCommand.JsonOption();
        var command = new Command("verify", "Hash every installed file and compare it with what was installed") { variant, json };
        command.SetAction((parsed, cancellationToken) => NativeCommand.RunAsync(parsed, async () =>
        {
            var options = NativeLibraryOptions.From(environment(), directory: null, parsed.GetValue(variant));
            NativeVerifyReport report = await NativeVerifier.VerifyAsync(options, cancellationToken);
            InvocationConfiguration console = parsed.InvocationConfiguration;
            if (parsed.GetValue(json))
            {
                await console.Output.WriteLineAsync(JsonSerializer.Serialize(report, NativeJson.Default.NativeVerifyReport));
            }
            else
            {
                await WriteAsync(report, console);
            }

            return report.Problems.Count == 0 ? 0 : 1;
        }));
        return command;
    }

    private static async Task WriteAsync(NativeVerifyReport report, InvocationConfiguration console)
    {
        if (report.Problems.Count == 0)
        {
            await console.Output.WriteLineAsync(
                $"{report.Variant}: {report.FilesChecked} files in {report.Folder} are as they were installed");
            return;
        }

        foreach (string problem in report.Problems)
        {
            await console.Error.WriteLineAsync($"fincluster: {report.Variant}: {problem}");
        }

        await console.Error.WriteLineAsync(
            $"fincluster: install it again with 'fincluster native install --force --variant {report.Variant}'");
    }
}
