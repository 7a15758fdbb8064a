using System.Globalization;
using FinCluster.Testing;

namespace FinCluster.Deploy.Tests.Files;

/// <summary>The units of deploy/systemd.</summary>
public sealed class SystemdTests
{
    private static readonly string Folder = Path.Combine(RepositoryPaths.Root, "deploy", "systemd");

    // What every unit takes from its process. MemoryDenyWriteExecute is not among them: .NET writes code while it runs.
    private static readonly string[] Hardening =
    [
        "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "ProtectKernelTunables=yes", "ProtectKernelModules=yes",
        "ProtectKernelLogs=yes", "ProtectControlGroups=yes", "ProtectClock=yes", "ProtectHostname=yes", "ProtectProc=invisible", "RestrictNamespaces=yes",
        "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes", "CapabilityBoundingSet=", "SystemCallFilter=@system-service",
        "SystemCallArchitectures=native", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "UMask=0077", "User=fincluster",
    ];

    public static TheoryData<string> Names => ["fincluster-gateway.service", "fincluster-node@.service", "fincluster-scaler.service"];

    [Fact]
    public void Folder_Units_AreTheTestedOnes() =>
        Assert.Equal(Names.Select(row => row.Data).Order(), Directory.GetFiles(Folder, "*.service").Select(Path.GetFileName).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Unit_CommandLine_IsTheProgramsOwn(string name) => Assert.Empty(CommandLines.UnknownOptions(Arguments(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Unit_Stop_WaitsForTheDrain(string name)
    {
        string? drain = CommandLines.ValueOf(Arguments(name), "--drain-timeout");
        int stop = int.Parse(Settings(name).Single(line => line.StartsWith("TimeoutStopSec=", StringComparison.Ordinal)).Split('=')[1], CultureInfo.InvariantCulture);

        Assert.True(stop >= int.Parse(drain ?? "0", CultureInfo.InvariantCulture) + 10);
        Assert.Equal(name.Contains("scaler", StringComparison.Ordinal), drain is null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Unit_Process_IsConfined(string name) => Assert.Empty(Hardening.Except(Settings(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Unit_Syntax_PassesSystemd(string name)
    {
        using var folder = new TemporaryFolder();
        foreach (string unit in Directory.GetFiles(Folder, "*.service"))
        {
            // The check wants to find the program and the user; those of an installation are not here.
            string text = (await File.ReadAllTextAsync(unit, TestTimeouts.Token))
                .Replace("/opt/fincluster/app/fincluster", "/bin/true", StringComparison.Ordinal).Replace("User=fincluster", "User=root", StringComparison.Ordinal);
            await File.WriteAllTextAsync(folder.File(Path.GetFileName(unit)), text, TestTimeouts.Token);
        }

        ToolResult? result = await Tool.TryRunAsync(
            "systemd-analyze", ["verify", "--man=no", "--recursive-errors=no", folder.File(name.Replace("@.", "@gpu0.", StringComparison.Ordinal))]);
        Assert.SkipWhen(result is null, "systemd-analyze is not installed");

        Assert.DoesNotContain(folder.Path, result!.Error, StringComparison.Ordinal);
    }

    private static string[] Settings(string name) =>
        File.ReadAllText(Path.Combine(Folder, name)).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.TrimEntries);

    private static string[] Arguments(string name) => Settings(name)
        .Single(line => line.StartsWith("ExecStart=", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..];
}
