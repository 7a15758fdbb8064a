using System.CommandLine;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Core.Catalog.Releases;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models promote</c>: points an alias to a release or an adapter.</summary>
internal static class ModelsPromoteCommand
{
    public static Command Create()
    {
        Argument<string> alias = CatalogCalls.Alias();
        Argument<string> target = new("target") { Description = "A release (id, its first digits, alias, alias@line) or an adapter (name or hash)" };
        Option<decimal?> scale = new("--scale") { Description = "How strongly an adapter changes the base; default 1", HelpName = "number" };
        var move = new MoveArguments();
        var gates = new GateArguments();
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("promote", "Point an alias to a release that passes its gates, or to an adapter") { alias, target, scale };
        gates.AddTo(command);
        move.AddTo(command);
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            string name = parsed.GetValue(alias)!;
            (long expected, string actor, string reason) = move.Read(parsed, catalog, name);
            (GateLimits limits, string? @override) = gates.Read(parsed);
            var promote = new Promote(name, expected, actor, reason, CatalogReference.FindTarget(catalog, parsed.GetValue(target)!).Found())
            {
                Scale = parsed.GetValue(scale),
                Limits = limits,
                Override = @override,
            };
            CatalogResult result = await opened.DoAsync(promote, cancellationToken);
            await json.WriteAsync(parsed, ChangeReport.Of(result), CatalogJson.Wire.ChangeReport, report => report.Entry!.Target);
            return ExitCodes.Ok;
        });
        return command;
    }
}
