using System.CommandLine;
using FinCluster.Cli.Serving;
using FinCluster.Core.Catalog;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Models;

/// <summary>What all commands share that change an alias: its name, who and why, whose catalog, and how the change is printed.</summary>
internal sealed class AliasChange
{
    private readonly MoveArguments _move = new();
    private readonly CatalogStoreArguments _store = new();
    private readonly JsonOption _json = new();

    /// <summary>Gets the argument that names the alias.</summary>
    public Argument<string> Alias { get; } = CatalogCalls.Alias();

    /// <summary>Adds the options, and makes the change when the command runs.</summary>
    /// <param name="command">The command, with its own arguments and options.</param>
    /// <param name="make">Makes the change.</param>
    /// <param name="line">What is printed of it, unless JSON is asked for.</param>
    public void Complete(Command command, Func<ParseResult, AliasMove, AliasCommand> make, Func<ChangeReport, string> line)
    {
        _move.AddTo(command);
        _json.AddTo(command);
        _store.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using CatalogStore opened = await _store.OpenAsync(parsed, cancellationToken);
            CatalogSnapshot catalog = await opened.Catalog.RefreshAsync(cancellationToken);
            string name = parsed.GetValue(Alias)!;
            (long expected, string actor, string reason) = _move.Read(parsed, catalog, name);
            AliasCommand change = make(parsed, new AliasMove(catalog, name, expected, actor, reason));
            CatalogResult result = await opened.DoAsync(change, cancellationToken);
            await _json.WriteAsync(parsed, ChangeReport.Of(result), CatalogJson.Wire.ChangeReport, line);
            return ExitCodes.Ok;
        });
    }
}

/// <summary>What a change of an alias begins with.</summary>
/// <param name="Catalog">The catalog as it is.</param>
/// <param name="Name">The alias.</param>
/// <param name="Expected">The last line of its history that is expected.</param>
/// <param name="Actor">Who does it.</param>
/// <param name="Reason">Why.</param>
internal sealed record AliasMove(CatalogSnapshot Catalog, string Name, long Expected, string Actor, string Reason);
