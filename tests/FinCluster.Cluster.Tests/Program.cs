using FinCluster.Cluster.Tests.Redis;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace FinCluster.Cluster.Tests;

/// <summary>Runs the tests, or is one of the processes that a race test starts.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        [SessionWorker.Verb, ..] => SessionWorker.RunAsync(args[1..]),
        [LedgerWorker.Verb, ..] => LedgerWorker.RunAsync(args[1..]),
        _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(args),
    };
}
