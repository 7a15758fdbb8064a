using System.Text;
using System.Text.Json;
using FinCluster.Core.Compliance.Review;
using FinCluster.Gateway.OpenAi.Requests;
using FinCluster.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Admin.Reviews;

/// <summary>/admin/v1/reviews: the review queue for administrators, in the JSON that <c>fincluster reviews --json</c> prints.</summary>
internal sealed class ReviewEndpoints(ReviewAdministration reviews)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admin/v1/reviews", (RequestDelegate)ListAsync);
        routes.MapGet("/admin/v1/reviews/counts", (RequestDelegate)CountAsync);
        routes.MapGet("/admin/v1/reviews/export", (RequestDelegate)ExportAsync);
        routes.MapGet("/admin/v1/reviews/{id}", (RequestDelegate)GetAsync);
        routes.MapPost("/admin/v1/reviews/{id}", (RequestDelegate)DecideAsync);
    }

    private async Task ListAsync(HttpContext http)
    {
        IQueryCollection query = http.Request.Query;
        ReviewPage page = await reviews.ListAsync(
            AdminCaller.Of(http),
            query["status"],
            query["tenant"],
            PageLimit.Read(http.Request, ReviewRules.DefaultPageSize, ReviewRules.MaxPageSize),
            query["page_token"],
            http.RequestAborted);
        await ReviewJson.WriteAsync(http, new ReviewList("list", [.. page.Items.Select(ReviewReport.Of)], page.Next), ReviewJson.Wire.ReviewList);
    }

    private async Task GetAsync(HttpContext http) =>
        await WriteAsync(http, await reviews.GetAsync(AdminCaller.Of(http), Id(http), http.RequestAborted));

    private async Task DecideAsync(HttpContext http)
    {
        ReviewVerdict verdict;
        using (JsonDocument document = await JsonBody.ReadAsync(http.Request, http.RequestAborted))
        {
            var body = new JsonFields(document.RootElement, "");
            body.ThrowIfUnknown("decision", "correction", "note", "reviewer");
            verdict = new ReviewVerdict(body.String("decision"), body.String("correction"), body.String("note"), body.String("reviewer"));
        }

        await WriteAsync(http, await reviews.DecideAsync(AdminCaller.Of(http), Id(http), verdict, http.RequestAborted));
    }

    private async Task CountAsync(HttpContext http) =>
        await ReviewJson.WriteAsync(http, await reviews.CountAsync(AdminCaller.Of(http), http.RequestAborted), ReviewJson.Wire.ReviewCounts);

    private async Task ExportAsync(HttpContext http)
    {
        IAsyncEnumerable<string> lines = await reviews.ExportAsync(AdminCaller.Of(http), http.Request.Query["tenant"], http.RequestAborted);
        await using IAsyncEnumerator<string> line = lines.GetAsyncEnumerator(http.RequestAborted);

        // The first page is read before the status goes out, so that a queue that is away is still an error with a status.
        bool isThere = await line.MoveNextAsync();
        http.Response.ContentType = "application/x-ndjson; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.StartAsync(http.RequestAborted);
        while (isThere)
        {
            Encoding.UTF8.GetBytes(line.Current + "\n", http.Response.BodyWriter);
            await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
            isThere = await line.MoveNextAsync();
        }
    }

    private static Task WriteAsync(HttpContext http, ReviewItem item) => ReviewJson.WriteAsync(http, ReviewReport.Of(item), ReviewJson.Wire.ReviewReport);

    private static string Id(HttpContext http) => (string?)http.GetRouteValue("id") ?? "";
}
