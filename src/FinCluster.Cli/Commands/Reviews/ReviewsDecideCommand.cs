using System.CommandLine;
using System.Text;
using FinCluster.Cli.Client;
using FinCluster.Contracts.Admin.V1;
using FinCluster.Core.Compliance.Review;
using FinCluster.Wire;

namespace FinCluster.Cli.Commands.Reviews;

/// <summary><c>fincluster reviews decide</c>: what a reviewer says of an answer.</summary>
internal static class ReviewsDecideCommand
{
    // A correction in UTF-8, with a line end; what is longer is none.
    private const int MaxFileBytes = (3 * ReviewRules.MaxTextLength) + 2;

    public static Command Create()
    {
        Argument<string> id = new("id") { Description = "The item, as `reviews list` shows it" };
        Option<string> decision = new("--decision") { Description = "approve, correct or reject", HelpName = "decision", Required = true };
        Option<string?> correction = new("--correction") { Description = "The right answer, with `--decision correct`", HelpName = "text" };
        Option<string?> file = new("--correction-file") { Description = "A file with the right answer, in place of --correction", HelpName = "file" };
        Option<string?> note = new("--note") { Description = "Why", HelpName = "text" };
        Option<string> reviewer = new("--reviewer")
        {
            Description = "Who decides; default the name of your account",
            HelpName = "name",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var json = new JsonOption();
        var client = ClientArguments.ForAdministrators();
        var command = new Command("decide", "Decide about an item; the decision stands") { id, decision, correction, file, note, reviewer };
        json.AddTo(command);
        client.AddTo(command);
        command.SetBody(async (parsed, cancellationToken) =>
        {
            var request = new DecideReviewRequest { Id = parsed.GetValue(id)!, Decision = parsed.GetValue(decision)!, Reviewer = parsed.GetValue(reviewer)! };
            if (Correction(parsed.GetValue(correction), parsed.GetValue(file)) is { } right)
            {
                request.Correction = right;
            }

            if (parsed.GetValue(note) is { } why)
            {
                request.Note = why;
            }

            await using ServerConnection server = await client.ConnectAsync(parsed, cancellationToken);
            Review review = await server.CallAsync(ReviewMethods.DecideReview, request, cancellationToken);
            await json.WriteAsync(parsed, ReviewReport.Of(ReviewWire.ToCore(review)), ReviewsJson.Wire.ReviewReport, ReviewTexts.ToText);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string? Correction(string? text, string? file) => (text, file) switch
    {
        (not null, not null) => throw new UsageException("--correction and --correction-file say the same; name one of them"),
        (_, null) => text,
        _ => Read(file),
    };

    private static string Read(string file)
    {
        using FileStream stream = File.OpenRead(file);
        byte[] bytes = new byte[MaxFileBytes + 1];
        int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxFileBytes
            ? Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n')
            : throw new IOException($"--correction-file '{file}' is longer than a correction may be");
    }
}
