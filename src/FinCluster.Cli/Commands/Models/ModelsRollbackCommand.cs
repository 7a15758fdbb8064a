using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models rollback</c>: points an alias to what it pointed to before.</summary>
internal static class ModelsRollbackCommand
{
    public static Command Create()
    {
        Argument<string> alias = CatalogCalls.Alias();
        Option<string?> to = new("--to")
        {
            Description = "A line of the history, or what the alias pointed to once; default what it pointed to before this",
            HelpName = "line|release",
        };
        var move = new MoveArguments();
        var store = new CatalogStoreArguments();
        var json = new JsonOption();
        var command = new Command("rollback", "Point an alias to what it pointed to before; again goes one further back") { alias, to };
        move.AddTo(command);
        json.AddTo(command);
        store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            string name = parsed.GetValue(alias)!;
            (long expected, string actor, string reason) = move.Read(parsed, catalog, name);
            var back = new RollBack(name, expected, actor, reason);
            if (parsed.GetValue(to) is { } text)
            {
                back = text.Length < CatalogReference.MinDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long line)
                    ? back with { ToSequence = line }
                    : back with { ToTarget = CatalogReference.FindTarget(catalog, text).Found() };
            }

            CatalogResult result = await opened.DoAsync(back, cancellationToken);
            await json.WriteAsync(parsed, ChangeReport.Of(result), CatalogJson.Wire.ChangeReport, report => report.Entry!.Target);
            return ExitCodes.Ok;
        });
        return command;
    }
}
