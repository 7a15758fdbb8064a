using System.CommandLine;
using System.Globalization;
using FinCluster.Core.Catalog;

namespace FinCluster.Cli.Commands.Models;

/// <summary><c>fincluster models rollback</c>: points an alias to what it pointed to before.</summary>
internal static class ModelsRollbackCommand
{
    public static Command Create()
    {
        var change = new AliasChange();
        Option<string?> to = new("--to")
        {
            Description = "A line of the history, or what the alias pointed to once; default what it pointed to before this",
            HelpName = "line|release",
        };
        var command = new Command("rollback", "Point an alias to what it pointed to before; again goes one further back") { change.Alias, to };
        change.Complete(
            command,
            (parsed, move) =>
            {
                var back = new RollBack(move.Name, move.Expected, move.Actor, move.Reason);
                return parsed.GetValue(to) is not { } text ? back
                    : text.Length < CatalogReference.MinDigits && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long line)
                        ? back with { ToSequence = line }
                        : back with { ToTarget = CatalogReference.FindTarget(move.Catalog, text).Found() };
            },
            report => report.Entry!.Target);
        return command;
    }
}
