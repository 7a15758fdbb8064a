using System.CommandLine;
using System.Globalization;
using FinCluster.Cli.Client;
using FinCluster.Cli.Commands.Models;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster models</c>: what the server serves and, below it, what the catalog has.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var json = new JsonOption();
        var client = ClientArguments.ForRunningServer();
        var command = new Command("models", "List the models that the server serves; below it, the catalog of artifacts, releases and aliases")
        {
            ModelsPushCommand.Create(), ModelsListCommand.Create(), ModelsShowCommand.Create(), ModelsPromoteCommand.Create(), ModelsRollbackCommand.Create(),
            ModelsHistoryCommand.Create(), ModelsDiffCommand.Create(), ModelsVerifyCommand.Create(), ModelsCanaryCommand.Create(),
        };
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            ListModelsResponse response = await server.CallAsync(PublicMethods.ListModels, new ListModelsRequest(), cancellationToken);
            ModelReport[] models = [.. response.Models.Select(ToReport)];
            await json.WriteAsync(parsed, models, CliJson.Wire.ModelReportArray, ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ModelReport ToReport(Model model) => new(
        model.Name, model.Description, model.Parameters, model.ContextLength, model.EmbeddingLength, model.ParallelSequences, model.ContentHash);

    private static string ToTable(ModelReport[] models)
    {
        var table = new TextTable("MODEL", "DESCRIPTION", "PARAMETERS", "CONTEXT", "PARALLEL", "SHA-256");
        foreach (ModelReport model in models)
        {
            table.Add(
                model.Name,
                model.Description,
                model.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                model.ContextLength.ToString(CultureInfo.InvariantCulture),
                model.ParallelSequences.ToString(CultureInfo.InvariantCulture),
                model.ContentHash[..12]);
        }

        return table.ToString();
    }
}
