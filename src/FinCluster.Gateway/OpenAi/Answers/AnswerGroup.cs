using System.Runtime.CompilerServices;
using System.Threading.Channels;
using FinCluster.Core.Engine;
using FinCluster.Gateway.Chat;

namespace FinCluster.Gateway.OpenAi.Answers;

/// <summary>The answers of one request, which run side by side. Used by one call at a time.</summary>
/// <param name="turns">The answers, all those to one prompt side by side.</param>
/// <param name="answersPerPrompt">How many of them are to the same prompt.</param>
internal sealed class AnswerGroup(IReadOnlyList<ChatTurn> turns, int answersPerPrompt) : IAsyncDisposable
{
    private const int MaxUnreadEvents = 256;

    public IReadOnlyList<ChatTurn> Turns { get; } = turns;

    /// <summary>Gets how many answers are to the same prompt.</summary>
    public int AnswersPerPrompt { get; } = answersPerPrompt;

    /// <summary>Begins all turns of a request; if one cannot begin, none does.</summary>
    /// <exception cref="Core.Errors.RequestException">The request is refused.</exception>
    public static async Task<AnswerGroup> BeginAsync(
        ChatService chat, IEnumerable<ChatCommand> commands, int answersPerPrompt, CancellationToken cancellationToken)
    {
        var turns = new List<ChatTurn>();
        var group = new AnswerGroup(turns, answersPerPrompt);
        try
        {
            foreach (ChatCommand command in commands)
            {
                turns.Add(await chat.BeginAsync(command, cancellationToken));
            }

            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the answers and yields their events as they come, each with the index of its answer.</summary>
    public IAsyncEnumerable<(int Index, GenerationEvent Step)> RunAsync(CancellationToken cancellationToken) =>
        Turns.Count == 1 ? RunSingleAsync(Turns[0], cancellationToken) : RunManyAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (ChatTurn turn in Turns)
        {
            await turn.DisposeAsync();
        }
    }

    private static async IAsyncEnumerable<(int Index, GenerationEvent Step)> RunSingleAsync(
        ChatTurn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (GenerationEvent step in turn.RunAsync(cancellationToken))
        {
            yield return (0, step);
        }
    }

    private async IAsyncEnumerable<(int Index, GenerationEvent Step)> RunManyAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateBounded<(int Index, GenerationEvent Step)>(MaxUnreadEvents);
        Task running = PumpAllAsync(events.Writer, ending);
        try
        {
            await foreach ((int Index, GenerationEvent Step) entry in events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return entry;
            }
        }
        finally
        {
            await ending.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs all turns; the first error ends the others and becomes the error of the reader.</summary>
    private async Task PumpAllAsync(ChannelWriter<(int Index, GenerationEvent Step)> writer, CancellationTokenSource ending)
    {
        async Task PumpAsync(int index)
        {
            try
            {
                await foreach (GenerationEvent step in Turns[index].RunAsync(ending.Token))
                {
                    await writer.WriteAsync((index, step), ending.Token);
                }
            }
            catch (Exception e)
            {
                writer.TryComplete(e);
                await ending.CancelAsync();
                throw;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Turns.Count).Select(PumpAsync));
        writer.TryComplete();
    }
}
