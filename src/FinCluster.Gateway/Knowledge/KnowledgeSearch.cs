using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Market;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Compliance.Screening;
using FinCluster.Gateway.Models;

namespace FinCluster.Gateway.Knowledge;

/// <summary>Searches what a request's release knows, and gives it to the model. It sees masked text only. Thread-safe.</summary>
internal sealed class KnowledgeSearch(KnowledgeSnapshots snapshots, KnowledgeMetrics metrics, TimeProvider time)
{
    // Days end when they do in Beijing, as the snapshot's dates mean them.
    private DateOnly Today => BeijingTime.DayOf(time.GetUtcNow());

    /// <summary>Gets how many tokens passages take at most.</summary>
    public static int MaxTokens(ServedModel model) =>
        model.Knowledge is null ? 0 : Math.Min(KnowledgePrompt.MaxCharacters, model.Replica.ContextLength / 2);

    /// <summary>Searches for a question; null when nothing is to be searched.</summary>
    /// <param name="command">The request, masked.</param>
    /// <param name="model">Its model.</param>
    /// <param name="prompt">What the model reads, with the history.</param>
    /// <param name="cancellationToken">Ends the wait for a snapshot that is read for the first time.</param>
    /// <exception cref="RequestException">The release's snapshot cannot be read.</exception>
    public async ValueTask<FoundKnowledge?> FindAsync(ChatCommand command, ServedModel model, Prompt prompt, CancellationToken cancellationToken)
    {
        if (model.Knowledge is not { } snapshot || !command.UsesKnowledge || command.Stage == AnswerStage.Second || prompt is not ChatPrompt chat)
        {
            return null;
        }

        KnowledgeIndex index = await snapshots.OfAsync(snapshot, cancellationToken);
        if (KnowledgePrompt.FindQuestion(chat.Messages) is not var (question, earlier))
        {
            return null;
        }

        long began = time.GetTimestamp();
        var found = new FoundKnowledge(snapshot, KnowledgePrompt.Bound(index.Search(question, earlier, Today, KnowledgePrompt.MaxPassages)));
        metrics.OnSearched(found, time.GetElapsedTime(began));
        return found;
    }

    /// <summary>Says whether all passages of an earlier answer still hold.</summary>
    public bool Holds(FoundKnowledge? found) => found is null || found.Matches.All(match => match.Passage.HoldsOn(Today));

    /// <summary>Writes what was found into what a model reads, as far as there is room.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="request">The request.</param>
    /// <param name="model">The model that reads it.</param>
    /// <returns>The request, and what of the found it now holds.</returns>
    public static (GenerationRequest Request, FoundKnowledge Given) Give(FoundKnowledge found, GenerationRequest request, ModelInfo model)
    {
        var chat = (ChatPrompt)request.Prompt;
        long before = Characters(chat.Messages);
        long room = Room(chat, request.Stop, model);
        for (int count = found.Matches.Length; count > 0; count--)
        {
            IReadOnlyList<ChatMessage> messages = KnowledgePrompt.Add(chat.Messages, [.. found.Matches.Take(count)]);
            if (Characters(messages) - before <= room)
            {
                return (request with { Prompt = chat with { Messages = messages } },
                    found with { Matches = [.. found.Matches.Take(count)], LeftOut = found.Matches.Length - count });
            }
        }

        return (request, found with { Matches = [], LeftOut = found.Matches.Length });
    }

    // A small vocabulary has a token for each character. What nobody asked for must not be what makes a prompt too long.
    private static long Characters(IReadOnlyList<ChatMessage> messages) => messages.Sum(message => (long)message.Content.Length);

    // The history gives way as far as the request lets it, but for half of the context at most; the answer keeps its room.
    private static long Room(ChatPrompt chat, StopConditions stop, ModelInfo model)
    {
        IReadOnlyList<ChatMessage> stays = chat.DropOldestTurns
            ? [.. chat.Messages.Where((message, i) => message.Role == ChatRole.System || i == chat.Messages.Count - 1)]
            : chat.Messages;
        int answer = Math.Min(stop.MaxTokens ?? (model.ContextLength / 4), model.ContextLength / 2);
        return Math.Min(model.ContextLength / 2, model.ContextLength - answer - TokenEstimate.OfMessages(stays));
    }
}
