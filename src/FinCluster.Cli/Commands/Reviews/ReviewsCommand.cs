using System.CommandLine;
using FinCluster.Cli.Client;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Compliance.Review;
using FinCluster.Core.Text;
using FinCluster.Wire;
using ReviewCounts = FinCluster.Core.Compliance.Review.ReviewCounts;

namespace FinCluster.Cli.Commands.Reviews;

/// <summary><c>fincluster reviews</c>: the answers that persons look at, through a gateway.</summary>
internal static class ReviewsCommand
{
    public static Command Create() => new("reviews", "List, show, decide and export the answers that persons look at")
    {
        List(), Show(), ReviewsDecideCommand.Create(), Count(), Export(),
    };

    private static Command List()
    {
        Option<string?> status = new("--status")
        {
            Description = $"Only those that are {EnumNames<ReviewStatus>.All}; default all",
            HelpName = "status",
        };
        Option<string?> tenant = Tenant();
        Option<int> limit = new("--limit")
        {
            Description = "Most items to list, those that came last first",
            HelpName = "n",
            DefaultValueFactory = _ => ReviewRules.DefaultPageSize,
        };
        var json = new JsonOption();
        var client = ClientArguments.ForAdministrators();
        var command = new Command("list", "List the items of the review queue") { status, tenant, limit };
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            int most = parsed.GetValue(limit) is > 0 and int wanted ? wanted : throw new UsageException("--limit must be at least 1");
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            var request = new ListReviewsRequest { Status = parsed.GetValue(status) ?? "", Tenant = parsed.GetValue(tenant) ?? "" };
            await json.WriteAsync(
                parsed, await ReadAsync(server, request, most, cancellationToken), ReviewsJson.Wire.ReviewReportArray, ReviewTexts.ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show()
    {
        Argument<string> id = new("id") { Description = "The item, as `reviews list` shows it" };
        var json = new JsonOption();
        var client = ClientArguments.ForAdministrators();
        var command = new Command("show", "Show an item with its texts") { id };
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            Review review = await server.CallAsync(ReviewMethods.GetReview, new GetReviewRequest { Id = parsed.GetValue(id)! }, cancellationToken);
            await json.WriteAsync(parsed, ReviewReport.Of(ReviewWire.ToCore(review)), ReviewsJson.Wire.ReviewReport, ReviewTexts.ToText);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Count()
    {
        var json = new JsonOption();
        var client = ClientArguments.ForAdministrators();
        var command = new Command("count", "Count the items by what has become of them, and those that were dropped because the queue was full");
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            ReviewCounts counts = ReviewWire.ToCore(await server.CallAsync(ReviewMethods.CountReviews, new CountReviewsRequest(), cancellationToken));
            await json.WriteAsync(parsed, counts, ReviewsJson.Wire.ReviewCounts, ReviewTexts.ToTable);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Export()
    {
        Option<string?> tenant = Tenant();
        var client = ClientArguments.ForAdministrators();
        var command = new Command("export", "Print the corrected items as chat messages, one conversation in each line of JSON") { tenant };
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            var request = new ExportReviewsRequest { Tenant = parsed.GetValue(tenant) ?? "" };
            await foreach (ExportedReview review in server.Channel
                .ServerStreaming(ReviewMethods.ExportReviews, request, server.Call, cancellationToken).WithCancellation(cancellationToken))
            {
                await parsed.InvocationConfiguration.Output.WriteAsync(review.Line + "\n");
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Option<string?> Tenant() => new("--tenant") { Description = "Only those of this tenant; default all", HelpName = "id" };

    private static async Task<ReviewReport[]> ReadAsync(
        ServerConnection server, ListReviewsRequest request, int limit, CancellationToken cancellationToken)
    {
        var reviews = new List<ReviewReport>();
        do
        {
            request.PageSize = Math.Min(limit - reviews.Count, ReviewRules.MaxPageSize);
            ListReviewsResponse page = await server.CallAsync(ReviewMethods.ListReviews, request, cancellationToken);
            reviews.AddRange(page.Reviews.Select(review => ReviewReport.Of(ReviewWire.ToCore(review))));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && reviews.Count < limit);
        return [.. reviews];
    }
}
