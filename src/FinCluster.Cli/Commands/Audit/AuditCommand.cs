using System.CommandLine;

namespace FinCluster.Cli.Commands.Audit;

/// <summary><c>fincluster audit</c>: what was recorded, and whether it is what was written.</summary>
internal static class AuditCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="time">The clock.</param>
    public static Command Create(TimeProvider time) => new("audit", "Read, verify and keep the audit log")
    {
        AuditQueryCommand.Create(),
        AuditShowCommand.Create(),
        AuditReplayCommand.Create(),
        AuditExportCommand.Create(),
        AuditVerifyCommand.Create(),
        AuditCheckCommand.Create(),
        AuditRootCommand.Create(time),
        AuditHoldCommand.Create(time),
        AuditShredCommand.Create(time),
        AuditPruneCommand.Create(time),
        AuditCopyCommand.Create(),
        AuditBenchCommand.Create(time),
    };
}
