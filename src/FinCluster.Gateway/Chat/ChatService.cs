using System.Security.Cryptography;
using FinCluster.Core.Engine;
using FinCluster.Core.Errors;
using FinCluster.Gateway.Admission;
using FinCluster.Gateway.Dispatch;
using FinCluster.Gateway.Hosting;
using FinCluster.Gateway.Metrics;
using FinCluster.Gateway.Sessions;

namespace FinCluster.Gateway.Chat;

/// <summary>Begins turns: finds the model, takes the session and makes the request. Thread-safe.</summary>
internal sealed class ChatService(
    ModelDirectory models,
    SessionService sessions,
    AdmissionService admission,
    GenerationDispatcher dispatcher,
    DrainControl drain,
    GatewayMetrics metrics,
    TimeProvider time)
{
    /// <summary>Draws a seed for a request that brings none.</summary>
    public static ulong NewSeed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>Begins a turn. What is wrong with the request shows here, or with the turn's first event.</summary>
    /// <exception cref="RequestException">The request is refused.</exception>
    public async Task<ChatTurn> BeginAsync(ChatCommand command, CancellationToken cancellationToken)
    {
        drain.ThrowIfDraining();
        RequestValidator.ValidateCount(NewMessages(command));
        SessionWriter? session = command.Session is { } reference
            ? await sessions.OpenAsync(command.Tenant, reference, cancellationToken)
            : null;
        try
        {
            ModelInfo model = models.Resolve(string.IsNullOrEmpty(command.Model) ? session?.Model : command.Model);
            Prompt prompt = WithHistory(command, session);
            var request = new GenerationRequest
            {
                RequestId = "gen_" + RandomNumberGenerator.GetHexString(32, lowercase: true),
                Model = model.Name,
                Prompt = prompt,
                Sampling = command.Sampling,
                Stop = command.Stop,
                Constraint = command.Constraint,
                TopLogProbs = command.TopLogProbs,
                CacheSalt = command.Tenant.Value,
                TimeLeft = command.TimeLimit,
            };
            RequestValidator.Validate(request);
            AdmittedGeneration admitted = await admission.AdmitAsync(command.Caller, command.Class, request, model, cancellationToken);
            return new ChatTurn(request, NewMessages(command), session, admitted, dispatcher, metrics, time);
        }
        catch
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }

            throw;
        }
    }

    private static Prompt WithHistory(ChatCommand command, SessionWriter? session)
    {
        if (command.Prompt is not ChatPrompt chat)
        {
            return command.Prompt;
        }

        bool drop = command.DropOldestTurns ?? session is not null;
        return session is null
            ? chat with { DropOldestTurns = drop }
            : new ChatPrompt([.. session.Messages, .. chat.Messages], drop);
    }

    private static IReadOnlyList<ChatMessage> NewMessages(ChatCommand command) => command.Prompt is ChatPrompt chat ? chat.Messages : [];
}
