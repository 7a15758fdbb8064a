using System.CommandLine;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models promote</c>: points an alias to a release or an adapter.</summary>
internal static class ModelsPromoteCommand
{
    public static Command Create()
    {
        var change = new AliasChange();
        Argument<string> target = new("target") { Description = "A release (id, its first digits, alias, alias@line) or an adapter (name or hash)" };
        Option<decimal?> scale = new("--scale") { Description = "How strongly an adapter changes the base; default 1", HelpName = "number" };
        var gates = new GateArguments();
        var command = new Command("promote", "Point an alias to a release that passes its gates, or to an adapter") { change.Alias, target, scale };
        gates.AddTo(command);
        change.Complete(
            command,
            (parsed, move) =>
            {
                (GateLimits limits, string? @override) = gates.Read(parsed);
                ArtifactHash to = CatalogReference.FindTarget(move.Catalog, parsed.GetValue(target)!).Found();
                return new Promote(move.Name, move.Expected, move.Actor, move.Reason, to)
                {
                    Scale = parsed.GetValue(scale),
                    Limits = limits,
                    Override = @override,
                };
            },
            report => report.Entry!.Target);
        return command;
    }
}
