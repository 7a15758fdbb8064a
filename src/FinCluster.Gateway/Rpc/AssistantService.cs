using System.Globalization;
using System.Runtime.CompilerServices;
using FinCluster.Contracts.V1;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Core.Knowledge;
using FinCluster.Core.Refinement;
using FinCluster.Core.Text;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Chat;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Knowledge;
using FinCluster.Gateway.Sessions;
using FinCluster.Gateway.Tiers;
using FinCluster.Grpc.Server;
using FinCluster.Wire;
using Microsoft.AspNetCore.Routing;

namespace FinCluster.Gateway.Rpc;

/// <summary>Serves fincluster.v1.Assistant.</summary>
internal sealed class AssistantService(ChatService chat)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGrpc(AssistantReflection.Descriptor.Services[0], service => service
        .ServerStreaming<ChatRequest, ChatEvent>("Chat", (request, call) => ChatAsync(request, call, call.CancellationToken)));

    private async IAsyncEnumerable<ChatEvent> ChatAsync(
        ChatRequest request, GrpcCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using ChatTurn turn = await chat.BeginAsync(ToCommand(request, call), cancellationToken);
        var usage = new Usage();
        var delta = new ChatDelta();
        await foreach (GenerationEvent step in turn.RunAsync(cancellationToken))
        {
            switch (step)
            {
                case GenerationStarted started:
                    usage.PromptTokens = started.PromptTokens;
                    usage.CachedTokens = started.CachedTokens;
                    yield return Started(turn, started);
                    break;
                case GeneratedToken token:
                    yield return delta.Of(token);
                    break;
                case GenerationFinished finished:
                    if (finished.Text.Length > 0)
                    {
                        yield return new ChatEvent { Delta = new ChatEvent.Types.Delta { Text = finished.Text } };
                    }

                    usage.CompletionTokens = finished.CompletionTokens;
                    yield return Finished(turn, finished, usage);
                    break;
            }
        }
    }

    private static ChatCommand ToCommand(ChatRequest request, GrpcCall call) => new()
    {
        Caller = Caller.Of(call.HttpContext),
        Class = RequestHeaders.ReadClass(call.HttpContext, Caller.Of(call.HttpContext)),
        Tier = TierPreferenceHeader.Read(call.HttpContext),
        UsesKnowledge = KnowledgeHeader.Read(call.HttpContext),
        Model = request.Model,
        Prompt = new ChatPrompt(request.Messages.Count > 0
            ? GenerationWire.ToCore(request.Messages)
            : throw RequestException.Invalid("messages", "messages must contain at least one message")),
        Sampling = GenerationWire.ToCore(request.Sampling, ChatService.NewSeed()),
        Stop = GenerationWire.ToCore(request.Stop),
        Constraint = GenerationWire.ToCore(request.Constraint),
        TopLogProbs = request.HasTopLogprobs ? request.TopLogprobs : null,
        Session = request.SessionId.Length == 0
            ? null
            : new SessionReference(SessionService.ParseId(request.SessionId), request.HasSessionVersion ? request.SessionVersion : null),
        DropOldestTurns = request.HasDropOldestTurns ? request.DropOldestTurns : null,
        TimeLimit = call.TimeRemaining,
        User = UserName.Check(request.User),
        Refinement = ReadRefinement(request),
    };

    private static ChatEvent Started(ChatTurn turn, GenerationStarted started) => new()
    {
        Started = new ChatEvent.Types.Started
        {
            Id = turn.Id,
            Model = turn.Model,
            Seed = turn.Seed,
            PromptTokens = started.PromptTokens,
            CachedTokens = started.CachedTokens,
            DroppedMessages = started.DroppedMessages,
            Node = started.Node ?? "",
            Tier = started.Tier ?? "",
            TierReason = started.TierReason ?? "",
            Degraded = started.IsDegraded,
        },
    };

    private static ChatEvent.Types.Passage ToProto(KnowledgePassage passage) => new()
    {
        Id = passage.Id,
        Title = passage.Title,
        Source = passage.Source ?? "",
        AsOf = passage.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
    };

    private static ChatEvent Finished(ChatTurn turn, GenerationFinished finished, Usage usage)
    {
        var end = new ChatEvent.Types.Finished { Reason = GenerationWire.ToProto(finished.Reason), Usage = usage };
        if (turn.Stored is { } stored)
        {
            end.SessionId = stored.Session.Value;
            end.SessionVersion = stored.Version;
        }

        if (turn.Screening.MarkOrNone is { } mark)
        {
            end.Aigc = new ChatEvent.Types.Aigc { Label = mark.Label, ContentProducer = mark.ContentProducer, ProduceId = mark.ProduceID };
        }

        end.Knowledge.AddRange(turn.Knowledge?.Matches.Select(match => ToProto(match.Passage)) ?? []);
        if (turn.Refinement is { Result: { } result } refinement)
        {
            end.Refinement = new ChatEvent.Types.Refinement
            {
                Status = EnumNames.Of(result.Status),
                Model = refinement.Model ?? "",
                Changed = { result.Changed },
                Missing = { result.Missing },
                Note = result.Note ?? "",
            };
        }

        return new ChatEvent { Finished = end };
    }

    private static RefinementWish? ReadRefinement(ChatRequest request) => request.Refine.Count > 0
        ? new RefinementWish(RefineFields.Parse([.. request.Refine]), request.RefineModel.Length == 0 ? null : request.RefineModel)
        : request.RefineModel.Length == 0
            ? null
            : throw RequestException.Invalid("refine", "refine_model needs refine");
}
