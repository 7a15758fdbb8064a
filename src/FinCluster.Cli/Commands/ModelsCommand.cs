using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using FinCluster.Cli.Client;
using FinCluster.Contracts.V1;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands;

/// <summary><c>fincluster models</c>: what the server serves.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "Print JSON" };
        var client = ClientArguments.ForRunningServer();
        var command = new Command("models", "List the models that the server serves") { json };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            ListModelsResponse response = await server.Channel.UnaryAsync(
                PublicMethods.ListModels, new ListModelsRequest(), server.Call, cancellationToken);
            ModelReport[] models = [.. response.Models.Select(ToReport)];
            await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(json)
                ? JsonSerializer.Serialize(models, CliJson.Wire.ModelReportArray)
                : ToTable(models).ToString());
            return ExitCodes.Ok;
        });
        return command;
    }

    private static ModelReport ToReport(Model model) => new(
        model.Name, model.Description, model.Parameters, model.ContextLength, model.EmbeddingLength, model.ParallelSequences, model.ContentHash);

    private static TextTable ToTable(ModelReport[] models)
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

        return table;
    }
}
