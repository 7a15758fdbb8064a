using System.CommandLine;
using FinCluster.Cli.Commands;

namespace FinCluster.Cli.Serving;

/// <summary>The option that starts a node of the edge tier beside those of <c>serve</c>.</summary>
internal sealed class EdgeArgument
{
    private readonly Option<string?> _edge = new("--edge")
    {
        Description = "Also start a node of the edge tier with this model, which answers first what it is sure of. Without a path: the one that comes with FinCluster",
        HelpName = "[name=]path",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Add(_edge);

    /// <summary>Reads the edge's engines; null when there is to be no edge.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="engines">The engines of the other nodes, whose numbers the edge has too.</param>
    /// <exception cref="UsageException">It is no model, or has the name of another one.</exception>
    public EngineSet? Read(ParseResult parsed, EngineSet engines)
    {
        if (parsed.GetResult(_edge) is null)
        {
            return null;
        }

        ModelArgument model = parsed.GetValue(_edge) is { } text ? ModelArgument.Parse(text, _edge.Name) : ModelArgument.ShippedEdge;
        return engines.Names.Contains(model.Name)
            ? throw new UsageException($"{_edge.Name}: '{model.Name}' is the name of a model of --model; name=path gives it another")
            : engines.With(model);
    }
}
