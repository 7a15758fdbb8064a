using System.CommandLine;
using FinCluster.Cli.Serving;
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
        Argument<string> alias = CatalogCalls.Alias();
        Argument<string> release = new("release") { Description = "The release: id, its first digits, or alias@line" };
        var canary = new CanaryArguments();
        var move = new MoveArguments();
        var gates = new GateArguments();
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("start", "Send a share of an alias's requests to a release that passes its gates") { alias, release };
        canary.AddTo(command);
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
            Canary wanted = canary.Read(parsed, CatalogReference.FindRelease(catalog, parsed.GetValue(release)!).Found());
            var start = new StartCanary(name, expected, actor, reason, wanted) { Limits = limits, Override = @override };
            CatalogResult result = await opened.DoAsync(start, cancellationToken);
            await json.WriteAsync(parsed, ChangeReport.Of(result), CatalogJson.Wire.ChangeReport, report => report.Entry!.Canary!.Release);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command End(string verb, string description, bool isPromoted)
    {
        Argument<string> alias = CatalogCalls.Alias();
        var move = new MoveArguments();
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command(verb, description) { alias };
        move.AddTo(command);
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            string name = parsed.GetValue(alias)!;
            (long expected, string actor, string reason) = move.Read(parsed, catalog, name);
            CatalogResult result = await opened.DoAsync(new EndCanary(name, expected, actor, reason, isPromoted), cancellationToken);
            await json.WriteAsync(parsed, ChangeReport.Of(result), CatalogJson.Wire.ChangeReport, report => report.Entry!.Target);
            return ExitCodes.Ok;
        });
        return command;
    }
}
