using System.CommandLine;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Canaries;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models canary</c>: tries a release on a share of an alias's requests.</summary>
internal static class ModelsCanaryCommand
{
    public static Command Create() => new("canary", "Try a release on a share of an alias's requests")
    {
        Start(),
        End("abort", "Take the canary back; the alias goes on as before", isPromoted: false),
        End("promote", "Point the alias to its canary", isPromoted: true),
    };

    private static Command Start()
    {
        var change = new AliasChange();
        Argument<string> release = new("release") { Description = "The release: id, its first digits, or alias@line" };
        var canary = new CanaryArguments();
        var gates = new GateArguments();
        var command = new Command("start", "Send a share of an alias's requests to a release that passes its gates") { change.Alias, release };
        canary.AddTo(command);
        gates.AddTo(command);
        change.Complete(
            command,
            (parsed, move) =>
            {
                (GateLimits limits, string? @override) = gates.Read(parsed);
                Canary wanted = canary.Read(parsed, CatalogReference.FindRelease(move.Catalog, parsed.GetValue(release)!).Found());
                return new StartCanary(move.Name, move.Expected, move.Actor, move.Reason, wanted) { Limits = limits, Override = @override };
            },
            report => report.Entry!.Canary!.Release);
        return command;
    }

    private static Command End(string verb, string description, bool isPromoted)
    {
        var change = new AliasChange();
        var command = new Command(verb, description) { change.Alias };
        change.Complete(
            command, (_, move) => new EndCanary(move.Name, move.Expected, move.Actor, move.Reason, isPromoted), report => report.Entry!.Target);
        return command;
    }
}
