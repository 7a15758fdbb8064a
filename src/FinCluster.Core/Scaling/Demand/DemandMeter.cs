using System.Collections.Immutable;

namespace FinCluster.Core.Scaling.Demand;

/// <summary>Makes rates of the counters that gateways post about one model. One user at a time.</summary>
/// <remarks>
/// A request's size is known when its answer has ended, so requests count with the mean length of the answers lately. What a gateway counted before it was first heard of
/// is not this time's; counters that have fallen are those of a gateway that began anew.
/// </remarks>
/// <param name="model">The model's name, as gateways post it.</param>
/// <param name="assumedTokens">The length of an answer until one has ended.</param>
public sealed class DemandMeter(string model, double assumedTokens)
{
    // The mean length follows about so many answers.
    private const double AnswerMemory = 200;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RecentWindow = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, ModelDemand> _last = new(StringComparer.Ordinal);
    private readonly Queue<Step> _steps = new();
    private double _answers;
    private double _tokens;
    private DateTimeOffset? _lastAt;

    /// <summary>Gets the mean length of an answer, in output tokens.</summary>
    public double TokensPerAnswer => (_tokens + assumedTokens) / (_answers + 1);

    /// <summary>Takes in what the gateways have posted and says what it amounts to.</summary>
    /// <param name="now">The time of the posts; it does not go back.</param>
    /// <param name="posts">The posts of all gateways.</param>
    public DemandReading Observe(DateTimeOffset now, ImmutableArray<GatewayDemand> posts)
    {
        double requests = 0;
        int queued = 0;
        int running = 0;
        double kv = 0;
        long[] firstTokens = new long[FirstTokenBuckets.Count];
        foreach (GatewayDemand post in posts)
        {
            if (post.Models.FirstOrDefault(demand => demand.Model == model) is not { } demand)
            {
                continue;
            }

            queued += demand.QueuedRequests;
            running += demand.RunningRequests;
            kv = Math.Max(kv, demand.KvPressure);
            if (_last.TryGetValue(post.Gateway, out ModelDemand? before))
            {
                requests += Increase(before.Requests, demand.Requests);
                AddAnswers(Increase(before.Answers, demand.Answers), Increase(before.OutputTokens, demand.OutputTokens));
                AddFirstTokens(before, demand, firstTokens);
            }

            _last[post.Gateway] = demand;
        }

        Forget(posts);
        if (_lastAt is { } last && now > last)
        {
            _steps.Enqueue(new Step(last, now, requests, firstTokens));
        }

        _lastAt = now;
        while (_steps.TryPeek(out Step? first) && first.To <= now - Window)
        {
            _steps.Dequeue();
        }

        double tokens = TokensPerAnswer;
        return new DemandReading(Rate(now, Window) * tokens, Rate(now, RecentWindow) * tokens, queued * tokens, queued, running, TtftP99(), kv, tokens);
    }

    private static long Increase(long before, long now) => now >= before ? now - before : now;

    private static void AddFirstTokens(ModelDemand before, ModelDemand now, long[] sums)
    {
        if (now.FirstTokens.Length != sums.Length)
        {
            return;
        }

        bool isAnew = before.FirstTokens.Length != sums.Length || now.FirstTokens.Zip(before.FirstTokens).Any(pair => pair.First < pair.Second);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += now.FirstTokens[i] - (isAnew ? 0 : before.FirstTokens[i]);
        }
    }

    private void AddAnswers(long answers, long tokens)
    {
        double fade = Math.Exp(-answers / AnswerMemory);
        _answers = (_answers * fade) + answers;
        _tokens = (_tokens * fade) + tokens;
    }

    private void Forget(ImmutableArray<GatewayDemand> posts)
    {
        foreach (string gateway in _last.Keys.Where(known => !posts.Any(post => post.Gateway == known)).ToArray())
        {
            _last.Remove(gateway);
        }
    }

    private double Rate(DateTimeOffset now, TimeSpan window)
    {
        double requests = 0;
        double seconds = 0;
        foreach (Step step in _steps)
        {
            if (step.To > now - window)
            {
                requests += step.Requests;
                seconds += (step.To - step.From).TotalSeconds;
            }
        }

        return seconds > 0 ? requests / seconds : 0;
    }

    private double? TtftP99()
    {
        long[] sums = new long[FirstTokenBuckets.Count];
        foreach (Step step in _steps)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += step.FirstTokens[i];
            }
        }

        return FirstTokenBuckets.P99(sums);
    }

    private sealed record Step(DateTimeOffset From, DateTimeOffset To, double Requests, long[] FirstTokens);
}
