using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using FinCluster.Audit.Roots;
using FinCluster.Audit.Verification;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit verify</c>: whether the log is what was written. It needs nothing but files.</summary>
internal static class AuditVerifyCommand
{
    public static Command Create()
    {
        var audit = new AuditArguments();
        Option<string> anchor = Anchor(required: false);
        var command = new Command("verify", "Verify the log from its files alone; ends with 1 when anything is wrong") { anchor };
        audit.AddTo(command, withPublicKeys: true);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            var options = new VerificationOptions
            {
                Keys = audit.PublicKeys(parsed),
                Anchors = parsed.GetValue(anchor) is { } file ? RootFiles.ReadAnchors(file) : [],
            };
            long began = Stopwatch.GetTimestamp();
            VerificationReport report = await AuditVerifier.VerifyAsync(audit.Folder(parsed), options, cancellationToken);
            await WriteAsync(parsed.InvocationConfiguration.Output, report, Stopwatch.GetElapsedTime(began), options.Anchors.Count);
            return report.IsIntact ? ExitCodes.Ok : ExitCodes.Error;
        });
        return command;
    }

    /// <summary>Makes the option that names roots.</summary>
    public static Option<string> Anchor(bool required) => new("--anchor")
    {
        Description = "File of roots that were kept elsewhere, as `audit root --print` gives them",
        HelpName = "file",
        Required = required,
    };

    private static async Task WriteAsync(TextWriter output, VerificationReport report, TimeSpan elapsed, int anchors)
    {
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records} records ({report.Heads} heads, {report.Bytes} bytes) in {report.Segments} segments of {report.Writers} writers, {report.Roots} roots, {anchors} anchors, {elapsed.TotalSeconds:0.0} s"));
        foreach (string notice in report.Notices)
        {
            await output.WriteLineAsync($"note: {notice}");
        }

        foreach (AuditFault fault in report.Faults)
        {
            await output.WriteLineAsync(fault.ToString());
        }

        await output.WriteLineAsync(report.IsIntact ? "intact" : string.Create(CultureInfo.InvariantCulture, $"NOT INTACT: {report.FaultCount} faults; the first of each kind is shown"));
    }
}
