using FinCluster.Core.Engine;
using FinCluster.Core.Errors;

namespace FinCluster.Node.Liveness;

/// <summary>What came of asking an engine for one token.</summary>
internal enum CanaryOutcome
{
    /// <summary>A token came out.</summary>
    Answered,

    /// <summary>The engine took the request and failed it.</summary>
    Failed,

    /// <summary>The engine took no request, or it was called back: nothing is known of its tokens.</summary>
    Void,
}

/// <summary>Asks an engine for one token, to see whether one comes.</summary>
internal static class TokenCanary
{
    // A name of its own, so that it shares no prefix with anybody. It is the same each time and the prompt is more than one token, so
    // that one canary takes the sequence of the one before, and no further one from the prompts that are kept warm.
    private const string Name = "canary";
    private static readonly TextPrompt Prompt = new("0 1");

    /// <summary>Asks. It ends when the engine answers or fails, or when it is called back.</summary>
    public static async Task<CanaryOutcome> AskAsync(IInferenceEngine engine, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest
        {
            RequestId = Name,
            Model = engine.Model.Name,
            Prompt = Prompt,
            Sampling = new SamplingOptions { Temperature = 0 },
            Stop = new StopConditions { MaxTokens = 1, IgnoreEndOfSequence = true },
            CacheSalt = Name,
        };
        try
        {
            await foreach (GenerationEvent step in engine.GenerateAsync(request, cancellationToken))
            {
                if (step is GeneratedToken or GenerationFinished)
                {
                    return CanaryOutcome.Answered;
                }
            }

            return CanaryOutcome.Failed;
        }
        catch (RequestException e)
        {
            return e.Code == ErrorCode.EngineFailed ? CanaryOutcome.Failed : CanaryOutcome.Void;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CanaryOutcome.Void;
        }
    }
}
